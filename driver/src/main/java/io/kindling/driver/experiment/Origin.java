package io.kindling.driver.experiment;

import io.kindling.driver.Redaction;
import io.kindling.driver.data.DataConfig;
import io.kindling.driver.data.source.DataSource;
import io.kindling.driver.data.source.InputPath;
import io.kindling.driver.data.source.InputPaths;
import io.kindling.driver.registry.ModelReference;
import io.kindling.driver.registry.ModelVersion;
import io.kindling.driver.registry.RegistryConfig;
import io.kindling.driver.storage.CheckedRecord;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.checkpoint.Manifest;
import io.kindling.trainer.error.ConfigurationException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * What a run began with: {@code origin.json}, written once. An alias such as {@code digits@champion} may mean another version by the time that a run is started again; its origin does not.
 *
 * @param started when the run was first started, UTC
 * @param parent what {@code network.initialParameters} meant then, where it is a reference to a registry; null otherwise, or where the model had no version yet
 * @param data paths by what they were read as: {@code train}, {@code validation}, {@code test}
 */
public record Origin(String started, Parent parent, Map<String, List<InputPath>> data) {
    /** Name of the file. */
    public static final String FILE = "origin.json";

    /** Without a parent, or data that could be named. */
    public Origin(String started) {
        this(started, null, Map.of());
    }

    public Origin {
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }

    /**
     * The version of a model that training started from.
     *
     * @param version its number, from 1
     */
    public record Parent(String model, int version, String parametersSha256) {}

    /**
     * The origin of a run that begins, or begins again with nothing to go on from.
     *
     * @throws ConfigurationException if the parameters to start from are a version that is not there
     * @throws io.kindling.trainer.error.DataException if a path of the data is not there
     */
    static Origin begun(Folder run, ExperimentConfig config, Configuration hadoop, Redaction redaction) {
        String started =
                read(run).map(Origin::started).orElseGet(() -> Instant.now().toString());
        return new Origin(started, parent(config, hadoop), paths(config, hadoop, redaction));
    }

    /** The origin that a folder holds; empty without one, or if the writing of it did not end. */
    public static Optional<Origin> read(Folder run) {
        return run.has(FILE)
                ? CheckedRecord.parse(run.read(FILE), Origin.class, run.location() + "/" + FILE)
                : Optional.empty();
    }

    /** The number of the version that a run started from; 0 for none. */
    public static int parentOf(Folder run) {
        return read(run).map(Origin::parent).map(Parent::version).orElse(0);
    }

    byte[] bytes() {
        return CheckedRecord.bytes(this, Origin.class);
    }

    Manifest.Entry writeTo(Folder run) {
        return run.write(FILE, out -> out.write(bytes()));
    }

    private static Parent parent(ExperimentConfig config, Configuration hadoop) {
        Optional<ModelReference> reference = reference(config);
        if (reference.isEmpty()) {
            return null;
        }
        ModelReference wanted = reference.get();
        RegistryConfig registry = config.registry();
        boolean own = registry != null
                && wanted.model().equals(registry.model())
                && wanted.folder().equals(registry.folder());
        // The first training of a model that is to go on from its own champion has none to go on from.
        Optional<ModelVersion> found = own ? wanted.find(hadoop) : Optional.of(wanted.require(hadoop));
        return found.map(version -> new Parent(version.model(), version.version(), version.parametersSha256()))
                .orElse(null);
    }

    /** What {@code network.initialParameters} names in a registry; empty where it is a path, or nothing. */
    public static Optional<ModelReference> reference(ExperimentConfig config) {
        RegistryConfig registry = config.registry();
        String initial = config.network().initialParameters();
        String folder = registry == null ? RegistryConfig.DEFAULT_FOLDER : registry.folder();
        return initial == null ? Optional.empty() : ModelReference.parse(initial, folder);
    }

    private static Map<String, List<InputPath>> paths(
            ExperimentConfig config, Configuration hadoop, Redaction redaction) {
        DataConfig data = config.data();
        Map<String, DataSource> sources = new LinkedHashMap<>();
        if (data.prepared() == null) {
            sources.put("train", data.source());
            sources.put("validation", data.validation());
            sources.put("test", data.test());
        }
        Map<String, List<InputPath>> paths = new LinkedHashMap<>();
        sources.forEach((use, source) -> {
            if (source != null) {
                paths.put(
                        use,
                        InputPaths.of(source, data.missingPaths(), hadoop).stream()
                                .map(path -> new InputPath(redaction.value(path.path()), path.files(), path.bytes()))
                                .toList());
            }
        });
        return paths;
    }
}
