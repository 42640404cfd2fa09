package io.kindling.driver.data;

import io.kindling.driver.data.column.Fit;
import io.kindling.driver.data.column.FittedColumn;
import io.kindling.driver.data.column.FittedColumns;
import io.kindling.driver.data.row.FeatureColumns;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layer.EmbeddedInput;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.loss.Task;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.training.BatchingConfig;
import io.kindling.trainer.training.TrainingEngine;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * Requirements of a training run or an evaluation on its data.
 *
 * @param input shape of the network input
 * @param outputs width of the network output
 * @param loss loss function; decides the number of targets and their valid values
 * @param batchSize examples per update
 * @param shards logical shards per update
 * @param passes consecutive Spark jobs per update; an update has this many times the tasks that run at once
 * @param embedded features that the network uses as row numbers of an embedding
 */
public record DataRequirements(
        Shape input,
        int outputs,
        LossFunction loss,
        int batchSize,
        int shards,
        int passes,
        List<EmbeddedInput> embedded)
        implements Serializable {
    private static final int NAMES_SHOWN = 20;

    public DataRequirements {
        embedded = List.copyOf(embedded);
    }

    /**
     * Creates requirements with one Spark job per update, for a network that accepts any shape of that many features.
     */
    public DataRequirements(int features, int outputs, LossFunction loss, int batchSize, int shards) {
        this(features, outputs, loss, batchSize, shards, 1);
    }

    /** Creates requirements for a network that accepts any shape of that many features. */
    public DataRequirements(int features, int outputs, LossFunction loss, int batchSize, int shards, int passes) {
        this(new Features(features), outputs, loss, batchSize, shards, passes, List.of());
    }

    /** Returns the width of the network input. */
    public int features() {
        return input.size();
    }

    /** Returns the requirements of a training run. */
    public static DataRequirements of(TrainingEngine engine) {
        BatchingConfig batching = engine.spec().training().batching();
        return new DataRequirements(
                engine.spec().network().input(),
                engine.network().output().size(),
                engine.spec().loss(),
                batching.examplesPerUpdate(),
                batching.shardsOrDerived(),
                batching.gradientAccumulation(),
                embedded(engine.network()));
    }

    /** Returns the requirements of an evaluation. */
    public static DataRequirements of(Network network, LossFunction loss, int batchSize, int shards) {
        return new DataRequirements(
                network.spec().input(), network.output().size(), loss, batchSize, shards, 1, embedded(network));
    }

    private static List<EmbeddedInput> embedded(Network network) {
        return EmbeddedInput.of(network.spec().layers(), network.spec().input());
    }

    /**
     * Checks the fitted rules of the training table against the network, before training.
     *
     * @param features feature columns in the order of the network input
     * @throws ConfigurationException that names column, values and layer
     */
    public void require(FittedColumns columns, FeatureColumns features) {
        requireClasses(columns);
        requireEmbeddings(columns, features);
    }

    /**
     * Checks rules that were fitted on some rows of the training table. The whole table has at least as many classes
     * and categories.
     *
     * @param features feature columns in the order of the network input
     * @throws ConfigurationException that names column, values and layer
     */
    public void requireSample(FittedColumns columns, FeatureColumns features) {
        columns.columns().stream()
                .filter(column -> column.rule().fit() == Fit.CATEGORIES
                        && column.classNames().size() > expectedClasses())
                .forEach(this::requireClasses);
        requireEmbeddings(columns, features);
    }

    private int expectedClasses() {
        return switch (loss.task()) {
            case MULTICLASS -> outputs;
            case BINARY -> 2;
            case REGRESSION -> Integer.MAX_VALUE;
        };
    }

    /**
     * Checks that the embeddings have a row for each number that the rules produce.
     *
     * @param features feature columns in the order of the network input
     * @throws ConfigurationException that names column, category and embedding
     */
    private void requireEmbeddings(FittedColumns columns, FeatureColumns features) {
        int at = 0;
        for (int i = 0; i < features.widths().size(); i++) {
            int column = at;
            Optional<EmbeddedInput> input =
                    embedded.stream().filter(its -> its.reads(column)).findFirst();
            Optional<FittedColumn> rule = columns.making(features.names().get(i));
            if (input.isPresent() && rule.isPresent()) {
                requireRows(input.get(), rule.get());
            }
            at += features.widths().get(i);
        }
    }

    private static void requireRows(EmbeddedInput input, FittedColumn column) {
        int numbers = column.numbers();
        if (numbers > input.rows()) {
            throw new ConfigurationException("Invalid numEmbeddings of " + input.place() + ": " + input.rows()
                    + " (column " + column.column() + " has the numbers 0 to " + (numbers - 1)
                    + column.category(input.rows())
                            .map(category -> ", number " + input.rows() + " is " + category)
                            .orElse("")
                    + "; set it to at least " + numbers + ")");
        }
    }

    /**
     * Checks that a label of classes has as many classes as the network distinguishes.
     *
     * @throws ConfigurationException that names column, classes and outputs
     */
    private void requireClasses(FittedColumns columns) {
        for (FittedColumn column : columns.columns()) {
            if (column.rule().fit() == Fit.CATEGORIES && !column.classNames().isEmpty()) {
                requireClasses(column);
            }
        }
    }

    private void requireClasses(FittedColumn label) {
        String column = label.column();
        int classes = label.categories().size();
        if (loss.task() == Task.REGRESSION) {
            throw new ConfigurationException("Invalid data.columns: the rule index for the label " + column
                    + " (the loss predicts numbers, not classes; take a loss over classes or leave the rule out)");
        }
        int wanted = expectedClasses();
        if (classes != wanted) {
            throw new ConfigurationException("Cannot train on the label " + column + ": it has " + classes
                    + (classes == 1 ? " class" : " classes") + " (" + shown(label.categories()) + ") and the network "
                    + (loss.task() == Task.BINARY
                            ? "distinguishes 2 with this loss; use crossEntropy and " + classes + " outputs"
                            : "has " + outputs + (outputs == 1 ? " output" : " outputs") + "; give its last layer "
                                    + classes));
        }
    }

    private static String shown(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(names.size(), NAMES_SHOWN)))
                + (names.size() > NAMES_SHOWN ? ", ..." : "");
    }

    /**
     * Returns the number of classes of a single target: one per output, or 2 for a binary target. Returns 0 if the
     * targets are not classes.
     */
    public int classes() {
        boolean single = loss.targetColumns(outputs) == 1;
        return switch (loss.task()) {
            case MULTICLASS -> single ? outputs : 0;
            case BINARY -> single ? 2 : 0;
            case REGRESSION -> 0;
        };
    }
}
