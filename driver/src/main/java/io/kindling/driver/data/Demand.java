package io.kindling.driver.data;

import io.kindling.driver.data.column.Fit;
import io.kindling.driver.data.column.FittedColumn;
import io.kindling.driver.data.column.FittedColumns;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.loss.Task;
import java.util.List;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.training.TrainingConfig;
import java.io.Serializable;

/**
 * What training asks of its data.
 *
 * @param features width of the network's input
 * @param outputs width of the network's output
 * @param loss says how many targets there are, and which are valid
 * @param batchSize examples an update
 * @param shards logical shards an update
 * @param passes jobs that an update is spread over, one after another: its tasks are as many times those that run at once
 */
public record Demand(int features, int outputs, LossFunction loss, int batchSize, int shards, int passes)
        implements Serializable {
    private static final int NAMES_SHOWN = 20;


    /** A demand of a training whose updates are one job each. */
    public Demand(int features, int outputs, LossFunction loss, int batchSize, int shards) {
        this(features, outputs, loss, batchSize, shards, 1);
    }

    /** What a network and its training ask for. */
    public static Demand of(Network network, LossFunction loss, TrainingConfig training) {
        return new Demand(
                network.spec().input().size(),
                network.output().size(),
                loss,
                training.examplesAnUpdate(),
                training.shardsOrDerived(),
                training.gradientAccumulation());
    }

    /**
     * Checks that a label whose values are classes has as many as the network tells apart.
     *
     * @throws ConfigurationException naming column, classes and outputs
     */
    public void requireClasses(FittedColumns columns) {
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
        int wanted = loss.task() == Task.BINARY ? 2 : outputs;
        if (classes != wanted) {
            throw new ConfigurationException("Cannot train on the label " + column + ": it has " + classes
                    + (classes == 1 ? " class" : " classes") + " (" + shown(label.categories()) + ") and the network "
                    + (loss.task() == Task.BINARY
                            ? "tells 2 apart with this loss; take crossEntropy and " + classes + " outputs"
                            : "has " + outputs + (outputs == 1 ? " output" : " outputs")
                                    + "; give its last layer " + classes));
        }
    }

    private static String shown(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(names.size(), NAMES_SHOWN)))
                + (names.size() > NAMES_SHOWN ? ", ..." : "");
    }

    /** Classes that a single target tells apart: one per output, or 2 for one yes or no; 0 where targets are not classes. */
    int classes() {
        boolean single = loss.targetColumns(outputs) == 1;
        return switch (loss.task()) {
            case MULTICLASS -> single ? outputs : 0;
            case BINARY -> single ? 2 : 0;
            case REGRESSION -> 0;
        };
    }
}
