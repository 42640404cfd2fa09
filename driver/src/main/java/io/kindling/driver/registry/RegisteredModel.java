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
 * A model in a registry: {@code versions/N}, each a folder that is written once and then only read; {@code aliases/NAME}; {@code runs}; and the lock of whoever trains it.
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

    /** The model of that name, which need not exist. Its warnings go to the log. */
    public static RegisteredModel of(String registry, String name, Configuration hadoop) {
        return of(registry, name, hadoop, text -> LOG.warn("{}", SecretText.mask(text)));
    }

    /**
     * The model of that name, which need not exist.
     *
     * @param warnings told of files that are no promotion and folders that are no version
     */
    public static RegisteredModel of(String registry, String name, Configuration hadoop, Consumer<String> warnings) {
        ModelReference.requireName("model", name);
        return new RegisteredModel(Folder.of(registry, hadoop).folder(name), name, warnings);
    }

    /**
     * All models of a registry that have a version or a run, by name.
     *
     * @param warnings told of files that are no promotion and folders that are no version
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

    /** Full path of the folder. */
    public String location() {
        return folder.location();
    }

    /** This model, changed only while its lock is held. */
    public RegisteredModel fencedBy(Fence fence) {
        return new RegisteredModel(folder.fencedBy(fence), name, warnings);
    }

    /** The folder, for its lock. */
    public Folder folder() {
        return folder;
    }

    /** Where runs go that are told no other place. */
    public Folder runs() {
        return folder.folder(RUNS);
    }

    public Alias alias(String alias) {
        ModelReference.requireName("alias", alias);
        return new Alias(folder.folder(ALIASES).folder(alias), alias, this::keep, warnings);
    }

    /** Every alias. */
    public List<Alias> aliases() {
        return folder.folder(ALIASES).names().stream()
                .filter(Folder::isPlain)
                .map(this::alias)
                .toList();
    }

    /** The folder of a version, which is laid out as that of a run. */
    public Folder folderOf(int version) {
        return folder.folder(VERSIONS).folder(Integer.toString(version));
    }

    /** Numbers that are taken, ascending, by unfinished versions as well. */
    private List<Integer> numbers() {
        return folder.folder(VERSIONS).names().stream()
                .filter(number -> NUMBER.matcher(number).matches())
                .map(Integer::parseInt)
                .sorted()
                .toList();
    }

    /** Versions that are whole, ascending; warns of those that are damaged. One that is not written to its end is none. */
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

    /** Whether its manifest was written to the end: that of a version whose writer was killed may be cut short. */
    private boolean isWhole(int number) {
        try {
            Folder version = folderOf(number);
            return version.has(Manifest.FILE)
                    && !ManifestFile.read(version, "version").files().isEmpty();
        } catch (StorageException e) {
            return false;
        }
    }

    /**
     * A version.
     *
     * @throws ConfigurationException if it is not there, or was not written to its end
     * @throws StorageException if it is damaged, or a copy of another
     */
    public ModelVersion version(int number) {
        Folder version = folderOf(number);
        if (!version.has(Manifest.FILE)) {
            throw new ConfigurationException("Cannot find version " + number + " of " + name + ": " + version.location()
                    + "; registry show lists those that are there");
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
     * Adds a version. One that the same run began, and did not end, is written again; one that it ended is returned as it is.
     *
     * @param described the version, but for its number
     * @param content writes all files but {@link #VERSION} and the manifest, and returns their entries
     */
    public ModelVersion add(ModelVersion described, Content content) {
        ModelVersion claimed = claim(described);
        Folder target = folderOf(claimed.version());
        if (!isWhole(claimed.version())) {
            List<Manifest.Entry> files = new ArrayList<>(content.writeTo(target));
            files.add(Manifest.Entry.of(VERSION, target.read(VERSION)));
            ManifestFile.write(target, new Manifest(Manifest.FORMAT, files));
        }
        return claimed;
    }

    /** What writes the files of a version. */
    @FunctionalInterface
    public interface Content {
        List<Manifest.Entry> writeTo(Folder version);
    }

    private ModelVersion claim(ModelVersion described) {
        // Not the number of one that was removed by hand, either: an alias may still point to it.
        int last = pointedTo().stream().reduce(0, Math::max);
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

    /** What claims a number; empty where nothing does, or something that is damaged or belongs to another number. */
    private Optional<ModelVersion> claimed(int number) {
        Folder version = folderOf(number);
        Optional<ModelVersion> claimed = version.has(VERSION)
                ? CheckedRecord.parse(version.read(VERSION), ModelVersion.class, version.location())
                : Optional.empty();
        return claimed.filter(it -> it.version() == number);
    }

    private Set<Integer> pointedTo() {
        Set<Integer> versions = new HashSet<>();
        for (Alias alias : aliases()) {
            alias.history().forEach(entry -> versions.add(entry.version()));
        }
        return versions;
    }

    /**
     * Versions that an alias points to, or ever pointed to.
     *
     * @throws StorageException if a file of an alias is damaged, so that they are not known
     */
    public Set<Integer> referenced() {
        for (Alias alias : aliases()) {
            if (alias.isDamaged()) {
                throw new StorageException("Cannot tell which versions of " + name + " are in use: alias "
                        + alias.name() + " has damaged files; registry show names them");
            }
        }
        return pointedTo();
    }

    /** Keeps a version from being removed by retention, which may run at the same moment: of the two, one decides. */
    private void keep(int number) {
        version(number);
        if (decide(number, RetentionDecision.Outcome.KEPT) == RetentionDecision.Outcome.REMOVED) {
            throw new ConfigurationException("Cannot use version " + number + " of " + name + ": retention removes it;"
                    + " registry show lists those that stay");
        }
        // It may have been removed, decision and all, before this one was written.
        version(number);
    }

    /** What becomes of a version: what was decided first. */
    private RetentionDecision.Outcome decide(int number, RetentionDecision.Outcome wanted) {
        byte[] bytes = CheckedRecord.bytes(new RetentionDecision(wanted), RetentionDecision.class);
        return folderOf(number).createNew(RetentionDecision.FILE, bytes) ? wanted : decided(number);
    }

    /** A decision that cannot be read keeps the version. */
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
     * Removes the oldest versions that no alias ever pointed to, their manifest first; to be called under the lock, because what another process is writing looks unfinished.
     *
     * @param keep how many of them stay
     * @param removed told of each
     * @throws StorageException if a file of an alias is damaged; then nothing is removed
     */
    public void retain(int keep, Consumer<Integer> removed) {
        Set<Integer> referenced = referenced();
        List<Integer> free = numbers().stream()
                .filter(number -> !referenced.contains(number))
                .toList();
        // A folder that is no version takes nobody's place.
        List<Integer> claimed =
                free.stream().filter(number -> claimed(number).isPresent()).toList();
        int firstKept = claimed.size() < keep ? 0 : claimed.get(claimed.size() - keep);
        for (int number : free) {
            if (number < firstKept && mayRemove(number)) {
                folderOf(number).delete(Manifest.FILE);
                folder.folder(VERSIONS).delete(Integer.toString(number));
                removed.accept(number);
            }
        }
    }

    private boolean mayRemove(int number) {
        return !folderOf(number).has(VERSION)
                || decide(number, RetentionDecision.Outcome.REMOVED) == RetentionDecision.Outcome.REMOVED;
    }
}
