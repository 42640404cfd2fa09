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
 * What training asks of its data.
 *
 * @param input of the network
 * @param outputs width of the network's output
 * @param loss says how many targets there are, and which are valid
 * @param batchSize examples an update
 * @param shards logical shards an update
 * @param passes jobs that an update is spread over, one after another: its tasks are as many times those that run at once
 * @param embedded features that the network reads as row numbers of an embedding
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

    /** A demand of a training whose updates are one job each, for a network that takes any shape of that many features. */
    public DataRequirements(int features, int outputs, LossFunction loss, int batchSize, int shards) {
        this(features, outputs, loss, batchSize, shards, 1);
    }

    /** A demand for a network that takes any shape of that many features. */
    public DataRequirements(int features, int outputs, LossFunction loss, int batchSize, int shards, int passes) {
        this(new Features(features), outputs, loss, batchSize, shards, passes, List.of());
    }

    /** Width of the network's input. */
    public int features() {
        return input.size();
    }

    /** What a training asks for. */
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

    /** A demand of an evaluation. */
    public static DataRequirements of(Network network, LossFunction loss, int batchSize, int shards) {
        return new DataRequirements(
                network.spec().input(), network.output().size(), loss, batchSize, shards, 1, embedded(network));
    }

    private static List<EmbeddedInput> embedded(Network network) {
        return EmbeddedInput.of(network.spec().layers(), network.spec().input());
    }

    /**
     * Checks what the rules found in the training table against the network, before it is trained.
     *
     * @param features in the order of the input
     * @throws ConfigurationException naming column, values and layer
     */
    public void require(FittedColumns columns, FeatureColumns features) {
        requireClasses(columns);
        requireEmbeddings(columns, features);
    }

    /**
     * Checks what the rules found in some rows of the training table: all rows have at least as many classes and categories.
     *
     * @param features in the order of the input
     * @throws ConfigurationException naming column, values and layer
     */
    public void requireSample(FittedColumns columns, FeatureColumns features) {
        columns.columns().stream()
                .filter(column -> column.rule().fit() == Fit.CATEGORIES
                        && column.classNames().size() > classesTold())
                .forEach(this::requireClasses);
        requireEmbeddings(columns, features);
    }

    private int classesTold() {
        return switch (loss.task()) {
            case MULTICLASS -> outputs;
            case BINARY -> 2;
            case REGRESSION -> Integer.MAX_VALUE;
        };
    }

    /**
     * Checks that the embeddings have a row for each number that the rules make.
     *
     * @param features in the order of the input
     * @throws ConfigurationException naming column, category and embedding
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
     * Checks that a label whose values are classes has as many as the network tells apart.
     *
     * @throws ConfigurationException naming column, classes and outputs
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
        int wanted = classesTold();
        if (classes != wanted) {
            throw new ConfigurationException("Cannot train on the label " + column + ": it has " + classes
                    + (classes == 1 ? " class" : " classes") + " (" + shown(label.categories()) + ") and the network "
                    + (loss.task() == Task.BINARY
                            ? "tells 2 apart with this loss; take crossEntropy and " + classes + " outputs"
                            : "has " + outputs + (outputs == 1 ? " output" : " outputs") + "; give its last layer "
                                    + classes));
        }
    }

    private static String shown(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(names.size(), NAMES_SHOWN)))
                + (names.size() > NAMES_SHOWN ? ", ..." : "");
    }

    /** Classes that a single target tells apart: one per output, or 2 for one yes or no; 0 where targets are not classes. */
    public int classes() {
        boolean single = loss.targetColumns(outputs) == 1;
        return switch (loss.task()) {
            case MULTICLASS -> single ? outputs : 0;
            case BINARY -> single ? 2 : 0;
            case REGRESSION -> 0;
        };
    }
}
