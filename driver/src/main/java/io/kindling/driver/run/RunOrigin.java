package io.kindling.driver.run;

import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.config.InitialParameters;
import io.kindling.driver.data.DataConfig;
import io.kindling.driver.data.FittedInputs;
import io.kindling.driver.data.source.DataSource;
import io.kindling.driver.data.source.InputPath;
import io.kindling.driver.data.source.InputPaths;
import io.kindling.driver.redaction.Redaction;
import io.kindling.driver.registry.ModelReference;
import io.kindling.driver.registry.ModelVersion;
import io.kindling.driver.registry.RegistryConfig;
import io.kindling.driver.storage.CheckedRecord;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.format.Manifest;
import io.kindling.trainer.redaction.SecretText;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * The inputs of a run at its first start: {@code origin.json}, written once. An alias such as {@code digits@champion}
 * may point to another version when the run is started again; the origin keeps the first one.
 *
 * @param started first start of the run, UTC
 * @param parent the version that {@code network.initialParameters} resolved to; null if it is no registry reference, or
 * if the model had no version yet
 * @param data paths by use: {@code train}, {@code validation}, {@code test}
 * @param initial the model that training started from; null if the seed drew the initial parameters
 */
public record RunOrigin(String started, Parent parent, Map<String, List<InputPath>> data, Initial initial) {
    /** Name of the file. */
    public static final String FILE = "origin.json";

    /** Creates an origin without a parent and without data paths. */
    public RunOrigin(String started) {
        this(started, null, Map.of(), null);
    }

    public RunOrigin {
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }

    /**
     * The registry version that training started from.
     *
     * @param version its number, from 1
     */
    public record Parent(String model, int version, String parametersSha256) {}

    /**
     * The model that training started from.
     *
     * @param location of its file or folder
     * @param inputsSha256 of the fitted rules, the order of the features and the scaling; null for a file of parameters
     * alone
     */
    public record Initial(String location, String parametersSha256, String inputsSha256) {
        static Initial of(InitialModel model) {
            return new Initial(
                    SecretText.mask(model.location()),
                    model.state().digest(),
                    model.inputs().map(FittedInputs::digest).orElse(null));
        }
    }

    /**
     * Returns this origin with an initial model.
     *
     * @throws ConfigurationException if the run already started from another model
     */
    RunOrigin startingFrom(Optional<InitialModel> model) {
        Initial now = model.map(Initial::of).orElse(null);
        if (initial != null && !initial.equals(now)) {
            throw new ConfigurationException("Cannot resume from " + initial.location
                    + ": the model there is no longer the one that the run started from; restore it, give another"
                    + " --output, or start over with training.resume=never");
        }
        return new RunOrigin(started, parent, data, now);
    }

    /**
     * Returns the origin of a run that starts, or that starts again without a checkpoint.
     *
     * @throws ConfigurationException if the initial parameters name a version that does not exist
     * @throws io.kindling.trainer.error.DataException if a path of the data does not exist
     */
    static RunOrigin begun(Folder run, ExperimentConfig config, Configuration hadoop, Redaction redaction) {
        String started =
                read(run).map(RunOrigin::started).orElseGet(() -> Instant.now().toString());
        return new RunOrigin(started, parent(config, hadoop), paths(config, hadoop, redaction), null);
    }

    /** Reads the origin from a folder. Returns empty if there is none, or if the file is incomplete. */
    public static Optional<RunOrigin> read(Folder run) {
        return run.has(FILE)
                ? CheckedRecord.parse(run.read(FILE), RunOrigin.class, run.location() + "/" + FILE)
                : Optional.empty();
    }

    /** Returns the number of the version that a run started from; 0 for none. */
    public static int parentOf(Folder run) {
        return read(run).map(RunOrigin::parent).map(Parent::version).orElse(0);
    }

    byte[] bytes() {
        return CheckedRecord.bytes(this, RunOrigin.class);
    }

    Manifest.Entry writeTo(Folder run) {
        return run.write(FILE, out -> out.write(bytes()));
    }

    /**
     * Resolves the version that the configuration names. Returns null if it names no registry version, or if the model
     * has no version yet.
     */
    static Parent parent(ExperimentConfig config, Configuration hadoop) {
        Optional<ModelReference> reference = reference(config);
        if (reference.isEmpty()) {
            return null;
        }
        ModelReference wanted = reference.get();
        RegistryConfig registry = config.registry();
        boolean own = registry != null
                && wanted.model().equals(registry.model())
                && wanted.folder().equals(registry.folder());
        // The first training of a model that starts from its own champion finds no version.
        Optional<ModelVersion> found = own ? wanted.find(hadoop) : Optional.of(wanted.require(hadoop));
        return found.map(version -> new Parent(version.model(), version.version(), version.parametersSha256()))
                .orElse(null);
    }

    /** Returns the registry reference in {@code network.initialParameters}. Returns empty for a path or no value. */
    public static Optional<ModelReference> reference(ExperimentConfig config) {
        RegistryConfig registry = config.registry();
        InitialParameters initial = config.network().initialParameters();
        String folder = registry == null ? RegistryConfig.DEFAULT_FOLDER : registry.folder();
        return initial == null ? Optional.empty() : ModelReference.parse(initial.from(), folder);
    }

    private static Map<String, List<InputPath>> paths(
            ExperimentConfig config, Configuration hadoop, Redaction redaction) {
        DataConfig data = config.data();
        Map<String, DataSource> sources = new LinkedHashMap<>();
        if (data.sources().prepared() == null) {
            sources.put("train", data.sources().source());
            sources.put("validation", data.sources().validation());
            sources.put("test", data.sources().test());
        }
        Map<String, List<InputPath>> paths = new LinkedHashMap<>();
        sources.forEach((use, source) -> {
            if (source != null) {
                paths.put(
                        use,
                        InputPaths.of(source, data.sources().missingPaths(), hadoop).stream()
                                .map(path -> new InputPath(redaction.value(path.path()), path.files(), path.bytes()))
                                .toList());
            }
        });
        return paths;
    }
}
