package io.kindling.driver.inference;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.data.DataConfig;
import io.kindling.driver.data.source.DataSource;
import io.kindling.driver.redaction.Masked;
import io.kindling.driver.run.SavedRun;
import io.kindling.trainer.config.AsOf;
import io.kindling.trainer.config.Inline;
import io.kindling.trainer.config.Overrides;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.config.RecordWriter;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.metric.Metric;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Configuration for using a trained model: the sections of an experiment that are not specific to training.
 *
 * @param data source and columns of the rows
 * @param metrics metrics to report in addition to the loss; empty, the default, for the usual metrics of the loss
 */
public record InferenceConfig(DataConfig data, List<Metric> metrics) {
    public InferenceConfig {
        metrics = List.copyOf(metrics);
    }

    public InferenceConfig(DataConfig data) {
        this(data, List.of());
    }

    /**
     * Merges the configuration of a run with a second one and with assignments. A section of the second configuration
     * replaces the section of the run. Sections specific to training are ignored.
     *
     * @param over sections of the second configuration; can be empty
     * @param assignments assignments {@code key=value}
     * @param asOf date that replaces {@code {asOf}} in texts
     * @param source location of the configuration, for errors
     * @return a configuration whose {@link DataConfig#source} is the source to use the model on
     * @throws ConfigurationException also if a masked value must be set again, or if a date is given but no text
     *     contains {@code {asOf}}. The stored paths of a run contain the date of the run
     */
    public static InferenceConfig of(
            SavedRun run, ObjectNode over, List<String> assignments, AsOf asOf, String source) {
        ObjectNode own = run.config();
        ObjectNode tree = own.deepCopy();
        tree.setAll(over);
        ObjectNode used = ofUse(Overrides.apply(tree, assignments, ExperimentConfig.class));
        ObjectNode dated = asOf.apply(used, source);
        if (!asOf.toString().isEmpty() && dated.equals(used)) {
            throw new ConfigurationException(
                    "Invalid --as-of: " + asOf + " (data of " + source
                            + " has no {asOf}; use --config with the file of the training, or --set with a path that contains {asOf})");
        }
        InferenceConfig given = RecordReader.read(dated, InferenceConfig.class, source);
        DataConfig before = own.has("data")
                ? RecordReader.read(ofUse(own), InferenceConfig.class, source).data()
                : null;
        DataSource rows = rows(given.data(), before);
        String key = rows == given.data().sources().test() ? "data.test" : "data.source";
        Masked.requireNone(RecordWriter.write(rows, DataSource.class), key, source);
        return new InferenceConfig(given.data().withSource(rows), given.metrics());
    }

    /** Removes the sections that are specific to training. */
    private static ObjectNode ofUse(ObjectNode tree) {
        List<String> training = new ArrayList<>();
        List<String> used = names(InferenceConfig.class);
        names(ExperimentConfig.class).stream()
                .filter(name -> !used.contains(name))
                .forEach(training::add);
        return tree.deepCopy().without(training);
    }

    private static List<String> names(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .flatMap(InferenceConfig::keys)
                .toList();
    }

    /** Returns the key of a component, or the keys of an inlined component. */
    private static Stream<String> keys(RecordComponent component) {
        return component.isAnnotationPresent(Inline.class)
                ? names(component.getType().asSubclass(Record.class)).stream()
                : Stream.of(component.getName());
    }

    /** Returns the test data, or the source if the user sets the source but not the test data. */
    private static DataSource rows(DataConfig given, DataConfig before) {
        boolean sourceGiven = before != null
                && !given.sources().source().equals(before.sources().source());
        boolean testGiven = before != null
                && given.sources().test() != null
                && !given.sources().test().equals(before.sources().test());
        return given.sources().test() != null && (testGiven || !sourceGiven)
                ? given.sources().test()
                : given.sources().source();
    }
}
