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
 * What a run began with: {@code origin.json}, written once. An alias such as {@code digits@champion} may mean another version by the time that a run is started again; its origin does not.
 *
 * @param started when the run was first started, UTC
 * @param parent what {@code network.initialParameters} meant then, where it is a reference to a registry; null otherwise, or where the model had no version yet
 * @param data paths by what they were read as: {@code train}, {@code validation}, {@code test}
 * @param initial the model that training started from; null for first values drawn by the seed
 */
public record RunOrigin(String started, Parent parent, Map<String, List<InputPath>> data, Initial initial) {
    /** Name of the file. */
    public static final String FILE = "origin.json";

    /** Without a parent, or data that could be named. */
    public RunOrigin(String started) {
        this(started, null, Map.of(), null);
    }

    public RunOrigin {
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }

    /**
     * The version of a model that training started from.
     *
     * @param version its number, from 1
     */
    public record Parent(String model, int version, String parametersSha256) {}

    /**
     * The model that training started from.
     *
     * @param location of its file or folder
     * @param inputsSha256 of the fitted rules, the order of the features and the scaling; null for a file of parameters alone
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
     * The origin with the model that training starts from.
     *
     * @throws ConfigurationException if the run already started from another one
     */
    RunOrigin startingFrom(Optional<InitialModel> model) {
        Initial now = model.map(Initial::of).orElse(null);
        if (initial != null && !initial.equals(now)) {
            throw new ConfigurationException("Cannot resume from " + initial.location
                    + ": the model there is no longer the one that the run started from; restore it, give another"
                    + " --output, or begin anew with training.resume=never");
        }
        return new RunOrigin(started, parent, data, now);
    }

    /**
     * The origin of a run that begins, or begins again with nothing to go on from.
     *
     * @throws ConfigurationException if the parameters to start from are a version that is not there
     * @throws io.kindling.trainer.error.DataException if a path of the data is not there
     */
    static RunOrigin begun(Folder run, ExperimentConfig config, Configuration hadoop, Redaction redaction) {
        String started =
                read(run).map(RunOrigin::started).orElseGet(() -> Instant.now().toString());
        return new RunOrigin(started, parent(config, hadoop), paths(config, hadoop, redaction), null);
    }

    /** The origin that a folder holds; empty without one, or if the writing of it did not end. */
    public static Optional<RunOrigin> read(Folder run) {
        return run.has(FILE)
                ? CheckedRecord.parse(run.read(FILE), RunOrigin.class, run.location() + "/" + FILE)
                : Optional.empty();
    }

    /** The number of the version that a run started from; 0 for none. */
    public static int parentOf(Folder run) {
        return read(run).map(RunOrigin::parent).map(Parent::version).orElse(0);
    }

    byte[] bytes() {
        return CheckedRecord.bytes(this, RunOrigin.class);
    }

    Manifest.Entry writeTo(Folder run) {
        return run.write(FILE, out -> out.write(bytes()));
    }

    /** The version that the configuration means now; null where it names none in a registry, or where the model has no version yet. */
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
        // The first training of a model that is to go on from its own champion has none to go on from.
        Optional<ModelVersion> found = own ? wanted.find(hadoop) : Optional.of(wanted.require(hadoop));
        return found.map(version -> new Parent(version.model(), version.version(), version.parametersSha256()))
                .orElse(null);
    }

    /** What {@code network.initialParameters} names in a registry; empty where it is a path, or nothing. */
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
