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
 * What a trained model is used on: the sections of an experiment that do not belong to its training.
 *
 * @param data where the rows are and which columns they have
 * @param metrics reported beside the loss; empty, the default, takes those usual for the loss
 */
public record InferenceConfig(DataConfig data, List<Metric> metrics) {
    public InferenceConfig {
        metrics = List.copyOf(metrics);
    }

    public InferenceConfig(DataConfig data) {
        this(data, List.of());
    }

    /**
     * The configuration of a run with a second one and then assignments laid over it. A section of the second replaces that of the run as a whole; sections that
     * belong to training are not read.
     *
     * @param over sections; empty for none
     * @param assignments {@code key=value}
     * @param asOf the date that stands in for {@code {asOf}} in their texts
     * @param source what errors call it
     * @return whose {@link DataConfig#source} is what the model is to be used on
     * @throws ConfigurationException also if a value is masked that must be given again, or if there is a date and no text asks for it: the run's own paths have the date of the run
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
                    "Invalid --as-of: " + asOf + " (nothing in data of " + source
                            + " asks for a date; give the file that the run was trained from with --config, or a path with {asOf} with --set)");
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

    /** Without the sections that belong to training. */
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

    /** The key of a component, or the keys of an inlined component. */
    private static Stream<String> keys(RecordComponent component) {
        return component.isAnnotationPresent(Inline.class)
                ? names(component.getType().asSubclass(Record.class)).stream()
                : Stream.of(component.getName());
    }

    /** The test data; but where the user gave another source and no other test data, that source. */
    private static DataSource rows(DataConfig given, DataConfig before) {
        boolean sourceGiven = before != null && !given.sources().source().equals(before.sources().source());
        boolean testGiven =
                before != null && given.sources().test() != null && !given.sources().test().equals(before.sources().test());
        return given.sources().test() != null && (testGiven || !sourceGiven) ? given.sources().test() : given.sources().source();
    }
}
