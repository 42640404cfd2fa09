package io.kindling.driver.registry;

import io.kindling.driver.Redaction;
import io.kindling.driver.storage.CheckedRecord;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.StorageException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A name for a version, such as {@code champion}: a folder of small numbered files, one a promotion, that are never changed or removed. The newest that verifies is in force, so that a
 * reader sees the version before or the version after, and all of them are the history. A number is written by one process alone ({@link Folder#createNew}).
 */
public final class Alias {
    /** The alias that a training promotes to. */
    public static final String CHAMPION = "champion";

    private static final Pattern NAME = Pattern.compile("[0-9]{9}\\.json");

    private final Folder folder;
    private final String name;

    Alias(Folder folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    public String name() {
        return name;
    }

    private static String file(int number) {
        return String.format(Locale.ROOT, "%09d.json", number);
    }

    private static int number(String file) {
        return Integer.parseInt(file.substring(0, 9));
    }

    private List<String> files() {
        return folder.names().stream()
                .filter(file -> NAME.matcher(file).matches())
                .toList();
    }

    /** All promotions that can be read, oldest first. One that was cut short never was in force. */
    public List<AliasEntry> history() {
        List<AliasEntry> entries = new ArrayList<>();
        for (String file : files()) {
            read(file).ifPresent(entries::add);
        }
        return entries;
    }

    /**
     * The promotion in force; empty where there was none.
     *
     * @throws StorageException if there were several, and none can be read: a new model must not pass for the first
     */
    public Optional<AliasEntry> current() {
        List<String> files = files();
        for (int i = files.size() - 1; i >= 0; i--) {
            Optional<AliasEntry> entry = read(files.get(i));
            if (entry.isPresent()) {
                return entry;
            }
        }
        if (files.size() > 1) {
            throw new StorageException("Cannot read alias " + name + ": " + folder.location() + "; all of its "
                    + files.size() + " files are damaged, remove them and promote a version");
        }
        return Optional.empty();
    }

    /** Empty if the file is damaged; a file that storage does not give is an error, for an older entry must not stand in for it. */
    private Optional<AliasEntry> read(String file) {
        byte[] bytes;
        try {
            if (folder.length(file) > CheckedRecord.MAX_BYTES) {
                return Optional.empty();
            }
            bytes = folder.read(file);
        } catch (StorageException e) {
            if (folder.has(file)) {
                throw e;
            }
            // Withdrawn since the folder was listed.
            return Optional.empty();
        }
        return CheckedRecord.parse(bytes, AliasEntry.class, folder.location() + "/" + file);
    }

    /**
     * Makes the alias point to a version.
     *
     * @param seen what is in force, as far as the caller knows
     * @return false, and nothing is done, if something else is in force by now
     */
    public boolean point(int version, Optional<AliasEntry> seen, String by, String reason) {
        return append(version, seen.map(AliasEntry::number).orElse(0), seen, by, reason);
    }

    /**
     * Goes back to what was in force before the present version.
     *
     * @throws ConfigurationException if there was nothing
     */
    public AliasEntry rollback(String by, String reason) {
        AliasEntry now = current().orElseThrow(() -> nothingBefore("it points to nothing yet"));
        AliasEntry before = history().stream()
                .filter(entry -> entry.number() == now.before())
                .findFirst()
                .orElseThrow(() -> nothingBefore("version " + now.version() + " is the first that it pointed to"));
        if (!append(before.version(), before.before(), Optional.of(now), by, reason)) {
            throw new StorageException(
                    "Cannot roll back " + name + ": it was changed at this moment; look again with registry show");
        }
        return current().orElseThrow();
    }

    private ConfigurationException nothingBefore(String why) {
        return new ConfigurationException("Cannot roll back " + name + ": " + folder.location() + "; " + why
                + ", name another with registry promote");
    }

    private boolean append(int version, int before, Optional<AliasEntry> seen, String by, String reason) {
        List<String> files = files();
        if (!current().equals(seen)) {
            return false;
        }
        int number = files.isEmpty() ? 1 : number(files.get(files.size() - 1)) + 1;
        Redaction redaction = Redaction.of(System.getenv());
        AliasEntry entry = new AliasEntry(
                number, version, before, Instant.now().toString(), redaction.text(by), redaction.text(reason));
        if (!folder.createNew(file(number), CheckedRecord.bytes(entry, AliasEntry.class))) {
            return false;
        }
        if (hasRival(number, seen.map(AliasEntry::number).orElse(0))) {
            folder.delete(file(number));
            return false;
        }
        return true;
    }

    /**
     * Whether another promoter who saw the same came before or after. A file that is being written cannot be told from one that was cut short, and was passed over; so each looks once more when its own
     * is whole: the earlier one finds the later, or the later one finds the earlier whole.
     */
    private boolean hasRival(int own, int seen) {
        for (String file : files()) {
            int number = number(file);
            if (number > own || (number > seen && number < own && read(file).isPresent())) {
                return true;
            }
        }
        return false;
    }
}
