package io.kindling.driver.registry;

import io.kindling.driver.storage.CheckedRecord;
import io.kindling.driver.storage.Fence;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.ManifestFile;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Manifest;
import io.kindling.trainer.redaction.SecretText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model in a registry. Holds {@code versions/N}, each a folder that is written once and then read-only; {@code
 * aliases/NAME}; {@code runs}; and the lock of the training process.
 */
public final class RegisteredModel {
    private static final Logger LOG = LoggerFactory.getLogger(RegisteredModel.class);

    /** Name of the file that claims and describes a version. */
    public static final String VERSION = "version.json";

    private static final String VERSIONS = "versions";
    private static final String ALIASES = "aliases";
    private static final String RUNS = "runs";
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    private static final int MAX_VERSION = 999_999_999;

    private final Folder folder;
    private final String name;
    private final Consumer<String> warnings;

    private RegisteredModel(Folder folder, String name, Consumer<String> warnings) {
        this.folder = folder;
        this.name = name;
        this.warnings = warnings;
    }

    /** Returns the model of that name, which need not exist. Its warnings go to the log. */
    public static RegisteredModel of(String registry, String name, Configuration hadoop) {
        return of(registry, name, hadoop, text -> LOG.warn("{}", SecretText.mask(text)));
    }

    /**
     * Returns the model of that name, which need not exist.
     *
     * @param warnings receives a message for each file that is not a promotion and each folder that is not a version
     */
    public static RegisteredModel of(String registry, String name, Configuration hadoop, Consumer<String> warnings) {
        ModelReference.requireName("model", name);
        return new RegisteredModel(Folder.of(registry, hadoop).folder(name), name, warnings);
    }

    /**
     * Returns all models of a registry that have a version or a run, by name.
     *
     * @param warnings receives a message for each file that is not a promotion and each folder that is not a version
     */
    public static List<RegisteredModel> all(String registry, Configuration hadoop, Consumer<String> warnings) {
        Folder root = Folder.of(registry, hadoop);
        return root.names().stream()
                .filter(Folder::isPlain)
                .map(name -> new RegisteredModel(root.folder(name), name, warnings))
                .filter(model -> model.folder.has(VERSIONS) || model.folder.has(RUNS))
                .toList();
    }

    public String name() {
        return name;
    }

    /** Returns the full path of the folder. */
    public String location() {
        return folder.location();
    }

    /** Returns this model with changes allowed only while a lock is held. */
    public RegisteredModel fencedBy(Fence fence) {
        return new RegisteredModel(folder.fencedBy(fence), name, warnings);
    }

    /** Returns the folder, for its lock. */
    public Folder folder() {
        return folder;
    }

    /** Returns the default folder for runs. */
    public Folder runs() {
        return folder.folder(RUNS);
    }

    public Alias alias(String alias) {
        ModelReference.requireName("alias", alias);
        return new Alias(folder.folder(ALIASES).folder(alias), alias, this::keep, warnings);
    }

    /** Returns every alias. */
    public List<Alias> aliases() {
        return folder.folder(ALIASES).names().stream()
                .filter(Folder::isPlain)
                .map(this::alias)
                .toList();
    }

    /** Returns the folder of a version, which has the layout of a run folder. */
    public Folder folderOf(int version) {
        return folder.folder(VERSIONS).folder(Integer.toString(version));
    }

    /** Returns the claimed numbers, ascending, including unfinished versions. */
    private List<Integer> numbers() {
        return folder.folder(VERSIONS).names().stream()
                .filter(number -> NUMBER.matcher(number).matches())
                .map(Integer::parseInt)
                .sorted()
                .toList();
    }

    /** Returns the complete versions, ascending. Warns of damaged versions and skips unfinished ones. */
    public List<ModelVersion> versions() {
        List<ModelVersion> versions = new ArrayList<>();
        for (int number : numbers()) {
            try {
                if (folderOf(number).has(Manifest.FILE)) {
                    versions.add(version(number));
                }
            } catch (StorageException e) {
                warnings.accept(e.getMessage());
            }
        }
        return versions;
    }

    /** Returns whether the manifest is complete. A killed writer may leave an incomplete one. */
    private boolean isComplete(int number) {
        try {
            Folder version = folderOf(number);
            return version.has(Manifest.FILE)
                    && !ManifestFile.read(version, "version").files().isEmpty();
        } catch (StorageException e) {
            return false;
        }
    }

    /**
     * Returns a version.
     *
     * @throws ConfigurationException if it does not exist or is unfinished
     * @throws StorageException if it is damaged, or a copy of another version
     */
    public ModelVersion version(int number) {
        Folder version = folderOf(number);
        if (!version.has(Manifest.FILE)) {
            throw new ConfigurationException("Cannot find version " + number + " of " + name + ": " + version.location()
                    + "; registry show lists the versions");
        }
        ManifestFile.read(version, "version");
        ModelVersion described = CheckedRecord.read(version, VERSION, ModelVersion.class);
        if (described.version() != number) {
            throw new StorageException("Cannot read version " + number + " of " + name + ": " + version.location() + "/"
                    + VERSION + " is a copy of version " + described.version() + "; remove " + version.location());
        }
        return described;
    }

    /**
     * Adds a version. An unfinished version of the same run is written again; a finished version of the same run is
     * returned unchanged.
     *
     * @param described the version without its number
     * @param content writes all files except {@link #VERSION} and the manifest, and returns their entries
     */
    public ModelVersion add(ModelVersion described, Content content) {
        ModelVersion claimed = claim(described);
        Folder target = folderOf(claimed.version());
        if (!isComplete(claimed.version())) {
            List<Manifest.Entry> files = new ArrayList<>(content.writeTo(target));
            files.add(Manifest.Entry.of(VERSION, target.read(VERSION)));
            ManifestFile.write(target, new Manifest(Manifest.FORMAT, files));
        }
        return claimed;
    }

    /** Writes the files of a version. */
    @FunctionalInterface
    public interface Content {
        List<Manifest.Entry> writeTo(Folder version);
    }

    private ModelVersion claim(ModelVersion described) {
        // Numbers of versions that were removed by hand are not used again: an alias may still point to them.
        int last = versionsOfAliases().stream().reduce(0, Math::max);
        for (int number : numbers()) {
            Optional<ModelVersion> taken = claimed(number);
            if (taken.isPresent()
                    && taken.get().run().equals(described.run())
                    && taken.get().parametersSha256().equals(described.parametersSha256())
                    && !isRemoved(number)) {
                return taken.get();
            }
            last = taken.isPresent() ? Math.max(last, number) : last;
        }
        for (int number = last + 1; number <= MAX_VERSION; number++) {
            ModelVersion version = new ModelVersion(
                    name,
                    number,
                    described.run(),
                    described.created(),
                    described.parent(),
                    described.parametersSha256(),
                    described.metrics());
            if (folderOf(number).createNew(VERSION, CheckedRecord.bytes(version, ModelVersion.class))) {
                return version;
            }
        }
        throw new StorageException("Cannot add a version to " + name + ": "
                + folderOf(MAX_VERSION).location() + " has the last number; give the model another name");
    }

    /**
     * Reads the claim of a number. Returns empty if there is none, or if the file is damaged or claims another number.
     */
    private Optional<ModelVersion> claimed(int number) {
        Folder version = folderOf(number);
        Optional<ModelVersion> claimed = version.has(VERSION)
                ? CheckedRecord.parse(version.read(VERSION), ModelVersion.class, version.location())
                : Optional.empty();
        return claimed.filter(it -> it.version() == number);
    }

    private Set<Integer> versionsOfAliases() {
        Set<Integer> versions = new HashSet<>();
        for (Alias alias : aliases()) {
            alias.history().forEach(entry -> versions.add(entry.version()));
        }
        return versions;
    }

    /**
     * Returns the versions that an alias points to or ever pointed to.
     *
     * @throws StorageException if a file of an alias is damaged, because the versions are then unknown
     */
    public Set<Integer> referenced() {
        for (Alias alias : aliases()) {
            if (alias.isDamaged()) {
                throw new StorageException("Cannot determine which versions of " + name + " are in use: alias "
                        + alias.name() + " has damaged files; registry show names them");
            }
        }
        return versionsOfAliases();
    }

    /** Protects a version from removal by retention. If retention runs at the same time, the first decision wins. */
    private void keep(int number) {
        version(number);
        if (decide(number, RetentionDecision.Outcome.KEPT) == RetentionDecision.Outcome.REMOVED) {
            throw new ConfigurationException("Cannot use version " + number + " of " + name + ": retention removes it;"
                    + " registry show lists the remaining versions");
        }
        // Retention may have removed the folder with its decision before this decision was written.
        version(number);
    }

    /** Returns the outcome for a version: the first decision that was written. */
    private RetentionDecision.Outcome decide(int number, RetentionDecision.Outcome wanted) {
        byte[] bytes = CheckedRecord.bytes(new RetentionDecision(wanted), RetentionDecision.class);
        return folderOf(number).createNew(RetentionDecision.FILE, bytes) ? wanted : decided(number);
    }

    /** Reads the decision about a version. An unreadable decision keeps the version. */
    private RetentionDecision.Outcome decided(int number) {
        Folder version = folderOf(number);
        return CheckedRecord.parse(version.read(RetentionDecision.FILE), RetentionDecision.class, version.location())
                .map(RetentionDecision::outcome)
                .orElse(RetentionDecision.Outcome.KEPT);
    }

    private boolean isRemoved(int number) {
        return folderOf(number).has(RetentionDecision.FILE) && decided(number) == RetentionDecision.Outcome.REMOVED;
    }

    /**
     * Removes the oldest versions that no alias ever pointed to, each manifest first. Requires the lock, because a
     * version that another process is writing looks unfinished.
     *
     * @param keep how many of these versions to keep
     * @param removed receives each removed number
     * @throws StorageException if a file of an alias is damaged; nothing is removed then
     */
    public void retain(int keep, Consumer<Integer> removed) {
        Set<Integer> referenced = referenced();
        List<Integer> free = numbers().stream()
                .filter(number -> !referenced.contains(number))
                .toList();
        // A folder that is not a version does not count toward the limit.
        List<Integer> claimed =
                free.stream().filter(number -> claimed(number).isPresent()).toList();
        int firstKept = claimed.size() < keep ? 0 : claimed.get(claimed.size() - keep);
        for (int number : free) {
            if (number < firstKept && isRemovable(number)) {
                folderOf(number).delete(Manifest.FILE);
                folder.folder(VERSIONS).delete(Integer.toString(number));
                removed.accept(number);
            }
        }
    }

    private boolean isRemovable(int number) {
        return !folderOf(number).has(VERSION)
                || decide(number, RetentionDecision.Outcome.REMOVED) == RetentionDecision.Outcome.REMOVED;
    }
}
