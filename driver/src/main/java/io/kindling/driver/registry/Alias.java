package io.kindling.driver.registry;

import io.kindling.driver.Redaction;
import io.kindling.driver.storage.CheckedRecord;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.StorageException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;

/**
 * A name for a version, such as {@code champion}: a folder of numbered files, one per promotion, which never change. All of them are the history.
 *
 * <p><b>Promotion.</b> A promotion follows the newest entry N and takes the first free number after it, in one step ({@link Folder#createNew}): from then on it is in force, and it is never
 * withdrawn. If another process takes the number first, nothing is done, and the caller looks again. The number is the compare-and-set.
 *
 * <p><b>Which entry is in force.</b> The entry of the largest number whose file verifies and holds its own number. A numbered file that is no such entry is never passed over in silence:
 *
 * <ul>
 *   <li>directly after the newest entry it may be a promotion that was damaged, so reading the alias is an error until a version is promoted again. A promotion takes the number after it;
 *   <li>beyond a free number it cannot be a promotion, and is a warning. It does not count;
 *   <li>before the newest entry it is a warning to whoever reads the history. Retention removes no version while there is one, because what it pointed to is unknown.
 * </ul>
 */
public final class Alias {
    /** The alias that a training promotes to. */
    public static final String CHAMPION = "champion";

    private static final Pattern NAME = Pattern.compile("[0-9]{9}\\.json");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+\\.json");
    private static final int MAX_NUMBER = 999_999_999;

    private final Folder folder;
    private final String name;
    private final IntConsumer keep;
    private final Consumer<String> warnings;

    /**
     * The alias in a folder, which need not exist.
     *
     * @param keep given a version before the alias points to it; throws if the version is not there, and keeps it from being removed
     * @param warnings told of files that are no promotion
     */
    Alias(Folder folder, String name, IntConsumer keep, Consumer<String> warnings) {
        this.folder = folder;
        this.name = name;
        this.keep = keep;
        this.warnings = warnings;
    }

    public String name() {
        return name;
    }

    private static String file(int number) {
        return String.format(Locale.ROOT, "%09d.json", number);
    }

    /**
     * Names of files that look like promotions.
     *
     * @param numbers newest first
     * @param misnamed all digits, but not nine of them
     */
    private record Listing(List<Integer> numbers, List<String> misnamed) {}

    private Listing list() {
        List<Integer> numbers = new ArrayList<>();
        List<String> misnamed = new ArrayList<>();
        for (String file : folder.names()) {
            if (NAME.matcher(file).matches()) {
                numbers.add(Integer.parseInt(file.substring(0, 9)));
            } else if (DIGITS.matcher(file).matches()) {
                misnamed.add(file);
            }
        }
        Collections.reverse(numbers);
        return new Listing(numbers, misnamed);
    }

    private void warnOfMisnamed(Listing listing) {
        for (String file : listing.misnamed()) {
            warnings.accept(folder.location() + "/" + file
                    + " is no promotion: its name has not nine digits; it does not count, remove it");
        }
    }

    /** All promotions, oldest first; warns of files that are none. */
    public List<AliasEntry> history() {
        Listing listing = list();
        warnOfMisnamed(listing);
        List<AliasEntry> entries = new ArrayList<>();
        for (Stored stored : stored(listing)) {
            stored.entry()
                    .ifPresentOrElse(
                            entries::add,
                            () -> warnings.accept(describe(stored) + "; it is left out of the history, remove it"));
        }
        Collections.reverse(entries);
        return entries;
    }

    /** Whether a numbered file is no promotion: what the alias ever pointed to is not known for certain. */
    boolean isDamaged() {
        return stored(list()).stream().anyMatch(stored -> stored.entry().isEmpty());
    }

    private List<Stored> stored(Listing listing) {
        List<Stored> all = new ArrayList<>();
        for (int number : listing.numbers()) {
            read(number).ifPresent(all::add);
        }
        return all;
    }

    /**
     * The promotion in force; empty if there was none.
     *
     * @throws StorageException if a newer file is damaged that may be a promotion: an older version must not stand in for it
     */
    public Optional<AliasEntry> current() {
        State state = state();
        state.warn();
        state.requireReadable();
        return state.newest();
    }

    /**
     * Makes the alias point to a version.
     *
     * @param seen what is in force, as far as the caller knows
     * @return false, and nothing is done, if something else is in force by now
     * @throws ConfigurationException if the version is not there
     */
    public boolean point(int version, Optional<AliasEntry> seen, String by, String reason) {
        keep.accept(version);
        State state = state();
        state.requireReadable();
        return state.newest().equals(seen)
                && append(state, version, number(seen), by, reason).isPresent();
    }

    /**
     * Makes the alias point to a version, whatever it points to, also if that cannot be read. Nothing is done if the version is in force.
     *
     * @return the entry in force
     * @throws ConfigurationException if the version is not there
     * @throws StorageException if the alias was changed during the call
     */
    public AliasEntry promote(int version, String by, String reason) {
        keep.accept(version);
        State state = state();
        state.warn();
        state.warnOfReplaced();
        Optional<AliasEntry> inForce = state.newest().filter(entry -> state.isReadable() && entry.version() == version);
        return inForce.or(() -> append(state, version, number(state.newest()), by, reason))
                .orElseThrow(() -> changed("promote version " + version + " as " + name));
    }

    /**
     * Goes back to what was in force before the present version: the entry that the present one names, or the newest before it if that is not there.
     *
     * @return the new entry
     * @throws ConfigurationException if there was nothing
     * @throws StorageException if the alias was changed during the call, or if the entry before is damaged
     */
    public AliasEntry rollback(String by, String reason) {
        State state = state();
        state.warn();
        state.requireReadable();
        AliasEntry now = state.newest().orElseThrow(() -> nothingBefore("it points to nothing yet"));
        AliasEntry before = before(now);
        keep.accept(before.version());
        return append(state, before.version(), before.before(), by, reason)
                .orElseThrow(() -> changed("roll back " + name));
    }

    private AliasEntry before(AliasEntry now) {
        if (now.before() == 0) {
            throw nothingBefore("version " + now.version() + " is the first that it pointed to");
        }
        for (int number : list().numbers()) {
            Optional<Stored> stored = number <= now.before() ? read(number) : Optional.empty();
            if (stored.isPresent()) {
                AliasEntry before = stored.get()
                        .entry()
                        .orElseThrow(() -> new StorageException("Cannot roll back " + name + ": "
                                + describe(stored.get()) + "; name a version with registry promote"));
                if (before.number() != now.before()) {
                    // Earlier builds withdrew promotions that others had seen in force.
                    warnings.accept("promotion " + now.before() + " of " + name + " is not there; going back to "
                            + before.number() + ", version " + before.version());
                }
                return before;
            }
        }
        throw nothingBefore("no promotion before " + now.number() + " is there");
    }

    private ConfigurationException nothingBefore(String why) {
        return new ConfigurationException("Cannot roll back " + name + ": " + folder.location() + "; " + why
                + ", name another with registry promote");
    }

    private static StorageException changed(String what) {
        return new StorageException(
                "Cannot " + what + ": it was changed at this moment; look again with registry show");
    }

    private static int number(Optional<AliasEntry> entry) {
        return entry.map(AliasEntry::number).orElse(0);
    }

    /** Writes the entry after a state; empty if another process was first. */
    private Optional<AliasEntry> append(State state, int version, int before, String by, String reason) {
        int number = state.next();
        if (number > MAX_NUMBER) {
            throw new StorageException("Cannot promote version " + version + " as " + name + ": " + folder.location()
                    + " has no number after " + MAX_NUMBER + "; move the folder away and promote again");
        }
        Redaction redaction = Redaction.of(System.getenv());
        AliasEntry entry = new AliasEntry(
                number, version, before, Instant.now().toString(), redaction.text(by), redaction.text(reason));
        boolean isNew = folder.createNew(file(number), CheckedRecord.bytes(entry, AliasEntry.class));
        return isNew ? Optional.of(entry) : Optional.empty();
    }

    /** A numbered file, and the promotion that it is. */
    private record Stored(int number, Optional<AliasEntry> entry, String why) {}

    /** Empty if there is no such file. One that storage does not give is an error, because an older entry must not stand in for it. */
    private Optional<Stored> read(int number) {
        byte[] bytes;
        try {
            if (folder.length(file(number)) > CheckedRecord.MAX_BYTES) {
                return Optional.of(new Stored(number, Optional.empty(), "it is too long"));
            }
            bytes = folder.read(file(number));
        } catch (StorageException e) {
            if (folder.has(file(number))) {
                throw e;
            }
            return Optional.empty();
        }
        Optional<AliasEntry> entry = CheckedRecord.parse(bytes, AliasEntry.class, folder.location());
        Optional<AliasEntry> own = entry.filter(e -> e.number() == number);
        String why = entry.map(e -> "it is a copy of promotion " + e.number())
                .orElse(bytes.length == 0 ? "it is empty" : "it is cut short or damaged");
        return Optional.of(new Stored(number, own, why));
    }

    private String describe(Stored stored) {
        return folder.location() + "/" + file(stored.number()) + " is no promotion: " + stored.why();
    }

    /** The newest entry, and what follows it. */
    private State state() {
        Listing listing = list();
        List<Stored> later = new ArrayList<>();
        for (int number : listing.numbers()) {
            Optional<Stored> stored = read(number);
            Optional<AliasEntry> entry = stored.flatMap(Stored::entry);
            if (entry.isPresent()) {
                return new State(listing, entry, later);
            }
            stored.ifPresent(later::add);
        }
        return new State(listing, Optional.empty(), later);
    }

    /** The folder at one moment. */
    private final class State {
        private final Listing listing;
        private final Optional<AliasEntry> newest;
        private final List<Stored> adjacent = new ArrayList<>();
        private final List<Stored> beyond = new ArrayList<>();
        private final int next;

        /**
         * A state.
         *
         * @param later files after the newest entry that are none
         */
        State(Listing listing, Optional<AliasEntry> newest, List<Stored> later) {
            this.listing = listing;
            this.newest = newest;
            Set<Integer> taken = new HashSet<>();
            later.forEach(stored -> taken.add(stored.number()));
            int free = number(newest) + 1;
            while (taken.contains(free)) {
                free++;
            }
            this.next = free;
            later.forEach(stored -> (stored.number() < next ? adjacent : beyond).add(stored));
        }

        Optional<AliasEntry> newest() {
            return newest;
        }

        int next() {
            return next;
        }

        boolean isReadable() {
            return adjacent.isEmpty();
        }

        void requireReadable() {
            if (!isReadable()) {
                String older = newest.map(entry ->
                                ", its newest readable promotion is " + entry.number() + ", version " + entry.version())
                        .orElse("");
                throw new StorageException("Cannot read alias " + name + ": " + describe(adjacent.get(0)) + older
                        + "; choose the version again with registry promote");
            }
        }

        /** Warns of what a promotion is about to replace. */
        void warnOfReplaced() {
            for (Stored stored : adjacent) {
                warnings.accept(describe(stored) + "; the promotion that is made now replaces it");
            }
        }

        /** Warns of what does not count. */
        void warn() {
            warnOfMisnamed(listing);
            for (Stored stored : beyond) {
                warnings.accept(describe(stored) + ", and no promotion comes before it; it does not count, remove it");
            }
        }
    }
}
