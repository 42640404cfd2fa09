package io.kindling.driver.registry;

import io.kindling.driver.storage.CheckedRecord;
import io.kindling.driver.storage.Fence;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.ManifestFile;
import io.kindling.trainer.checkpoint.Manifest;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.StorageException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * A model in a registry: {@code versions/N}, each a folder that is written once and then only read; {@code aliases/NAME}; {@code runs}; and the lock of whoever trains it.
 */
public final class RegisteredModel {
    /** Name of the file that claims and describes a version. */
    public static final String VERSION = "version.json";

    private static final String VERSIONS = "versions";
    private static final String ALIASES = "aliases";
    private static final String RUNS = "runs";
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,8}");

    private final Folder folder;
    private final String name;

    private RegisteredModel(Folder folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    /** The model of that name, which need not exist. */
    public static RegisteredModel of(String registry, String name, Configuration hadoop) {
        ModelReference.requireName("model", name);
        return new RegisteredModel(Folder.of(registry, hadoop).folder(name), name);
    }

    /** All models of a registry that have a version or a run, by name. */
    public static List<RegisteredModel> all(String registry, Configuration hadoop) {
        Folder root = Folder.of(registry, hadoop);
        return root.names().stream()
                .filter(Folder::isPlain)
                .map(name -> new RegisteredModel(root.folder(name), name))
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
        return new RegisteredModel(folder.fencedBy(fence), name);
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
        return new Alias(folder.folder(ALIASES).folder(alias), alias);
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

    /** Versions that are whole, ascending. */
    public List<ModelVersion> versions() {
        List<ModelVersion> versions = new ArrayList<>();
        for (int number : numbers()) {
            if (isWhole(number)) {
                versions.add(version(number));
            }
        }
        return versions;
    }

    /** Whether its manifest was written to the end: that of a version whose writer was killed may be cut short. */
    private boolean isWhole(int number) {
        try {
            return folderOf(number).has(Manifest.FILE)
                    && !ManifestFile.read(folderOf(number), "version").files().isEmpty();
        } catch (StorageException e) {
            return false;
        }
    }

    /**
     * A version.
     *
     * @throws ConfigurationException if it is not there, or was not written to its end
     * @throws StorageException if it is damaged
     */
    public ModelVersion version(int number) {
        Folder version = folderOf(number);
        if (!version.has(Manifest.FILE)) {
            throw new ConfigurationException("Cannot find version " + number + " of " + name + ": " + version.location()
                    + "; registry show lists those that are there");
        }
        ManifestFile.read(version, "version");
        return CheckedRecord.read(version, VERSION, ModelVersion.class);
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
        List<Integer> numbers = numbers();
        for (int i = numbers.size() - 1; i >= 0; i--) {
            Optional<ModelVersion> taken = described(numbers.get(i));
            if (taken.isPresent()
                    && taken.get().run().equals(described.run())
                    && taken.get().parametersSha256().equals(described.parametersSha256())) {
                return taken.get();
            }
        }
        // Not the number of one that was removed by hand, either: an alias may still point to it.
        int number = 1 + Stream.concat(numbers.stream(), referenced().stream()).reduce(0, Math::max);
        while (true) {
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
            number++;
        }
    }

    private Optional<ModelVersion> described(int number) {
        Folder version = folderOf(number);
        return version.has(VERSION)
                ? CheckedRecord.parse(version.read(VERSION), ModelVersion.class, version.location())
                : Optional.empty();
    }

    /** Versions that an alias points to, or ever pointed to. */
    public Set<Integer> referenced() {
        Set<Integer> referenced = new HashSet<>();
        for (Alias alias : aliases()) {
            alias.history().forEach(entry -> referenced.add(entry.version()));
        }
        return referenced;
    }

    /**
     * Removes the oldest versions that no alias ever pointed to, their manifest first; to be called under the lock, for what another process is writing looks unfinished.
     *
     * @param keep how many of them stay
     * @param removed told of each
     */
    public void retain(int keep, Consumer<Integer> removed) {
        Set<Integer> referenced = referenced();
        List<Integer> free = numbers().stream()
                .filter(number -> !referenced.contains(number))
                .toList();
        for (int number : free.subList(0, Math.max(0, free.size() - keep))) {
            folderOf(number).delete(Manifest.FILE);
            folder.folder(VERSIONS).delete(Integer.toString(number));
            removed.accept(number);
        }
    }
}
