package io.kindling.driver.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.data.DataConfig;
import io.kindling.driver.data.preparation.Preparation;
import io.kindling.driver.data.source.DataSource;
import io.kindling.driver.data.source.InputPath;
import io.kindling.driver.data.source.InputPaths;
import io.kindling.driver.lock.FolderLock;
import io.kindling.driver.redaction.Masked;
import io.kindling.driver.redaction.Redaction;
import io.kindling.driver.registry.Alias;
import io.kindling.driver.registry.RegisteredModel;
import io.kindling.driver.registry.RegistryConfig;
import io.kindling.driver.run.Experiment;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.config.RecordWriter;
import io.kindling.trainer.layer.LayerSpec;
import io.kindling.trainer.layout.Columns;
import io.kindling.trainer.layout.InputColumn;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.network.Network;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;

/**
 * The plan of a training: {@code train --dry-run}. Takes no lock and writes nothing. Creating it checks the
 * configuration, the paths, the columns of every source, the shapes of the network, the values of the first rows and
 * the memory of the driver.
 *
 * @param state {@code new}, {@code resumes} or {@code already done}
 * @param lockedBy the error that a start would report now because of a lock; null if the lock is free
 * @param data paths by use
 * @param model size of the model
 * @param sample report of the rows dropped from the first rows of the data
 * @param registry human-readable description; null without a registry
 */
public record DryRun(
        String run,
        String state,
        String lockedBy,
        Map<String, List<InputPath>> data,
        ModelSize model,
        List<String> sample,
        String registry) {
    private static final int MAX_COLUMNS_SHOWN = 20;

    /**
     * The size of a model.
     *
     * @param network one line per layer
     * @param parameters number of parameters
     * @param driverBytes minimum heap of the driver
     */
    public record ModelSize(List<String> network, long parameters, long driverBytes) {}

    /**
     * Plans a training.
     *
     * @throws io.kindling.trainer.error.KindlingException as the training would throw it
     */
    public static DryRun of(SparkSession spark, ExperimentConfig config, Folder run) {
        Masked.requireNone(RecordWriter.write(config, ExperimentConfig.class), "", "the configuration");
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        Redaction redaction = Experiment.redaction(config).with(spark);
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        boolean done = Experiment.finished(run, config, nowhere).isPresent();
        Map<String, List<InputPath>> data = data(spark, config.data(), hadoop);
        Experiment experiment = new Experiment(spark, config);
        experiment.check(run);
        RegistryConfig registry = config.registry();
        Optional<RegisteredModel> model =
                Optional.ofNullable(registry).map(r -> RegisteredModel.of(r.folder(), r.model(), hadoop));
        if (registry != null && registry.gate() != null) {
            GateEvaluation.requireRows(config, registry.gate());
        }
        Network network = experiment.engine().network();
        return new DryRun(
                redaction.value(run.location()),
                done ? "already done" : experiment.checkpoints(run).isEmpty() ? "new" : "resumes",
                model.flatMap(m -> FolderLock.holder(m.folder(), config.output().lockTiming()))
                        .or(() -> FolderLock.holder(run, config.output().lockTiming()))
                        .orElse(null),
                masked(data, redaction),
                new ModelSize(layers(network), network.parameters().length(), experiment.driverBytes()),
                experiment.sample(run).stream().map(redaction::text).toList(),
                model.map(m -> redaction.text(describe(m, registry))).orElse(null));
    }

    private static Map<String, List<InputPath>> data(SparkSession spark, DataConfig config, Configuration hadoop) {
        Map<String, DataSource> sources = new LinkedHashMap<>();
        if (config.sources().prepared() == null) {
            sources.put("train", config.sources().source());
            sources.put("validation", config.sources().validation());
            sources.put("test", config.sources().test());
        }
        Map<String, List<InputPath>> found = new LinkedHashMap<>();
        sources.forEach((use, source) -> {
            if (source != null) {
                found.put(use, InputPaths.of(source, config.sources().missingPaths(), hadoop));
                Preparation.featureWidth(spark, config.withSource(source));
            }
        });
        return found;
    }

    private static Map<String, List<InputPath>> masked(Map<String, List<InputPath>> data, Redaction redaction) {
        Map<String, List<InputPath>> masked = new LinkedHashMap<>();
        data.forEach((use, paths) -> masked.put(
                use,
                paths.stream()
                        .map(path -> new InputPath(redaction.value(path.path()), path.files(), path.bytes()))
                        .toList()));
        return masked;
    }

    private static List<String> layers(Network network) {
        List<String> lines = new ArrayList<>();
        Shape shape = network.spec().input();
        lines.add("input " + shape.dimensions() + (shape instanceof Columns columns ? ": " + listed(columns) : ""));
        for (LayerSpec layer : network.spec().layers()) {
            shape = layer.outputShape(shape);
            lines.add(name(layer) + " gives " + shape.dimensions());
        }
        return lines;
    }

    /** Lists columns as {@code city (1), pixels (64)}. Truncates a long list. */
    private static String listed(Columns columns) {
        List<InputColumn> all = columns.columns();
        return all.stream()
                        .limit(MAX_COLUMNS_SHOWN)
                        .map(column -> column.name() + " (" + column.width() + ")")
                        .collect(Collectors.joining(", "))
                + (all.size() > MAX_COLUMNS_SHOWN ? ", ... (" + all.size() + " columns)" : "");
    }

    /** Returns the name of a layer in the configuration. */
    private static String name(LayerSpec layer) {
        JsonNode tree = RecordWriter.write(layer, LayerSpec.class);
        return tree.isTextual() ? tree.textValue() : tree.fieldNames().next();
    }

    private static String describe(RegisteredModel model, RegistryConfig registry) {
        String champion = model.alias(Alias.CHAMPION)
                .current()
                .map(entry -> "champion is version " + entry.version())
                .orElse("no champion yet");
        String gate = registry.gate() == null
                ? "no gate"
                : "gate on " + registry.gate().metric().name() + " with margin "
                        + registry.gate().margin();
        return model.location() + ": " + champion + ", " + gate;
    }

    /** Returns the human-readable output. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("run in " + run + ": " + state);
        lines.add(lockedBy == null ? "lock: free" : "lock: " + lockedBy);
        data.forEach((use, paths) -> paths.forEach(path -> lines.add(String.format(
                Locale.ROOT, "%s: %s, %,d files, %,d bytes", use, path.path(), path.files(), path.bytes()))));
        lines.addAll(model.network());
        lines.add(String.format(
                Locale.ROOT,
                "%,d parameters; the driver needs a heap of at least %,d MiB",
                model.parameters(),
                (model.driverBytes() + (1 << 20) - 1) >> 20));
        lines.addAll(sample);
        if (registry != null) {
            lines.add("registry " + registry);
        }
        return lines;
    }

    /** Returns this plan as one JSON object. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("run", run);
        json.put("state", state);
        json.put("lockedBy", lockedBy);
        ObjectNode sources = json.putObject("data");
        data.forEach((use, paths) -> {
            ArrayNode array = sources.putArray(use);
            paths.forEach(path -> array.addObject()
                    .put("path", path.path())
                    .put("files", path.files())
                    .put("bytes", path.bytes()));
        });
        ArrayNode layers = json.putArray("network");
        model.network().forEach(layers::add);
        json.put("parameters", model.parameters());
        json.put("driverBytes", model.driverBytes());
        sample.forEach(json.putArray("sample")::add);
        json.put("registry", registry);
        return json;
    }
}
