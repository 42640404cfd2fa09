package io.kindling.driver.registry;

import io.kindling.driver.storage.CheckedRecord;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.redaction.SecretText;
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
 * A name for a version, such as {@code champion}. Stored as a folder of numbered files, one per promotion, which never
 * change. Together they are the history.
 *
 * <p><b>Promotion.</b> A promotion follows the newest entry N and takes the first free number after it atomically
 * ({@link Folder#createNew}). From then on it is current, and it is never withdrawn. If another process takes the
 * number first, the promotion fails and the caller reads the alias again. The number acts as a compare-and-set.
 *
 * <p><b>Current entry.</b> The entry with the largest number whose file verifies and holds its own number. Every other
 * numbered file is reported:
 * <ul>
 * <li>A file directly after the newest entry may be a damaged promotion. Reading the alias is an error until a version
 *   is promoted again. The new promotion takes the number after the file.
 * <li>A file beyond a free number cannot be a promotion. It is ignored with a warning.
 * <li>A file before the newest entry is a warning for readers of the history. Retention removes no version while such a
 *   file exists, because the version it pointed to is unknown.
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
     * Creates an alias in a folder, which need not exist.
     *
     * @param keep called with a version before the alias points to it; protects the version from removal, and throws if
     * it does not exist
     * @param warnings receives a message for each file that is not a promotion
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
     * The numbered files of the folder.
     *
     * @param numbers newest first
     * @param misnamed names of digits only, but not of nine digits
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
                    + " is not a promotion: its name does not have nine digits; it is ignored, remove it");
        }
    }

    /** Returns all promotions, oldest first. Warns of files that are not promotions. */
    public List<AliasEntry> history() {
        Listing listing = list();
        warnOfMisnamed(listing);
        List<AliasEntry> entries = new ArrayList<>();
        for (Stored stored : stored(listing)) {
            stored.entry()
                    .ifPresentOrElse(
                            entries::add,
                            () -> warnings.accept(describe(stored) + "; it is not part of the history, remove it"));
        }
        Collections.reverse(entries);
        return entries;
    }

    /** Returns whether a numbered file is not a promotion, so that the history is incomplete. */
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
     * Returns the current promotion; empty if there was none.
     *
     * @throws StorageException if a newer file is damaged that may be a promotion, because an older version must not be
     * used in its place
     */
    public Optional<AliasEntry> current() {
        State state = state();
        state.warn();
        state.requireReadable();
        return state.newest();
    }

    /**
     * Points the alias to a version.
     *
     * @param seen the current entry, as far as the caller knows
     * @return false, without a change, if another entry is current
     * @throws ConfigurationException if the version does not exist
     */
    public boolean point(int version, Optional<AliasEntry> seen, String by, String reason) {
        keep.accept(version);
        State state = state();
        state.requireReadable();
        return state.newest().equals(seen)
                && append(state, version, number(seen), by, reason).isPresent();
    }

    /**
     * Points the alias to a version unconditionally, even if the alias cannot be read. Does nothing if the version is
     * current.
     *
     * @return the current entry
     * @throws ConfigurationException if the version does not exist
     * @throws StorageException if another process changed the alias during the call
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
     * Returns to the version before the current one: to the entry that the current entry names, or to the newest entry
     * before it if that one is missing.
     *
     * @return the new entry
     * @throws ConfigurationException if there is no earlier version
     * @throws StorageException if another process changed the alias during the call, or if the earlier entry is damaged
     */
    public AliasEntry rollback(String by, String reason) {
        State state = state();
        state.warn();
        state.requireReadable();
        AliasEntry now = state.newest().orElseThrow(() -> noPreviousVersion("it does not point to a version yet"));
        AliasEntry before = before(now);
        keep.accept(before.version());
        return append(state, before.version(), before.before(), by, reason)
                .orElseThrow(() -> changed("roll back " + name));
    }

    private AliasEntry before(AliasEntry now) {
        if (now.before() == 0) {
            throw noPreviousVersion("version " + now.version() + " is the first that it pointed to");
        }
        for (int number : list().numbers()) {
            Optional<Stored> stored = number <= now.before() ? read(number) : Optional.empty();
            if (stored.isPresent()) {
                AliasEntry before = stored.get()
                        .entry()
                        .orElseThrow(() -> new StorageException("Cannot roll back " + name + ": "
                                + describe(stored.get()) + "; name a version with registry promote"));
                if (before.number() != now.before()) {
                    // Earlier releases withdrew promotions that other processes had read.
                    warnings.accept("promotion " + now.before() + " of " + name + " is missing; rolling back to "
                            + before.number() + ", version " + before.version());
                }
                return before;
            }
        }
        throw noPreviousVersion("no promotion before " + now.number() + " exists");
    }

    private ConfigurationException noPreviousVersion(String why) {
        return new ConfigurationException("Cannot roll back " + name + ": " + folder.location() + "; " + why
                + "; name a version with registry promote");
    }

    private static StorageException changed(String what) {
        return new StorageException(
                "Cannot " + what + ": another process changed it at the same time; look again with registry show");
    }

    private static int number(Optional<AliasEntry> entry) {
        return entry.map(AliasEntry::number).orElse(0);
    }

    /** Writes the entry after a state. Returns empty if another process was first. */
    private Optional<AliasEntry> append(State state, int version, int before, String by, String reason) {
        int number = state.next();
        if (number > MAX_NUMBER) {
            throw new StorageException("Cannot promote version " + version + " as " + name + ": " + folder.location()
                    + " has no number after " + MAX_NUMBER + "; move the folder away and promote again");
        }
        AliasEntry entry = new AliasEntry(
                number, version, before, Instant.now().toString(), SecretText.mask(by), SecretText.mask(reason));
        boolean isNew = folder.createNew(file(number), CheckedRecord.bytes(entry, AliasEntry.class));
        return isNew ? Optional.of(entry) : Optional.empty();
    }

    /** A numbered file, and the promotion in it. */
    private record Stored(int number, Optional<AliasEntry> entry, String why) {}

    /**
     * Reads a numbered file. Returns empty if it does not exist. A file that storage does not return is an error,
     * because an older entry must not be used in its place.
     */
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
        return folder.location() + "/" + file(stored.number()) + " is not a promotion: " + stored.why();
    }

    /** Returns the newest entry and the files after it. */
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

    /** A snapshot of the folder. */
    private final class State {
        private final Listing listing;
        private final Optional<AliasEntry> newest;
        private final List<Stored> adjacent = new ArrayList<>();
        private final List<Stored> beyond = new ArrayList<>();
        private final int next;

        /**
         * Creates a snapshot.
         *
         * @param later files after the newest entry that are not promotions
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

        /** Warns of the files that a promotion replaces. */
        void warnOfReplaced() {
            for (Stored stored : adjacent) {
                warnings.accept(describe(stored) + "; the new promotion replaces it");
            }
        }

        /** Warns of the files that are ignored. */
        void warn() {
            warnOfMisnamed(listing);
            for (Stored stored : beyond) {
                warnings.accept(describe(stored) + ", and no promotion precedes it; it is ignored, remove it");
            }
        }
    }
}
