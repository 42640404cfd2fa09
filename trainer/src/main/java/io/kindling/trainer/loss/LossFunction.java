package io.kindling.trainer.loss;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.onnx.OnnxGraph;
import java.io.Serializable;

/**
 * What training makes small. A loss returns a sum and its own divisor, so that the losses and gradients of shards add up exactly and are
 * divided once. The weight of an example multiplies its part of both.
 */
public sealed interface LossFunction extends Serializable
        permits CrossEntropy, ElementwiseLoss, MulticlassHinge, MultiMargin, Nll {

    /**
     * Weighted sum of the losses of n examples, and its divisor.
     *
     * @param outputs of the network, (n, columns), read
     * @param targets read
     * @param columns outputs an example
     * @param outputGradient overwritten with the gradient of the SUM, (n, columns); null when it is not asked for
     */
    LossSum lossAndGradient(float[] outputs, Targets targets, int n, int columns, float[] outputGradient);

    /** The targets as metrics count them: an example that the loss leaves out weighs 0. */
    default Targets counted(Targets targets, int n) {
        return targets;
    }

    /** What the network is trained for. */
    Task task();

    /** Target values an example, for a network with that many output columns: 1 for a class index, else one a column. */
    int targetColumns(int columns);

    /**
     * Checks that the loss can be used with that many output columns.
     *
     * @throws ConfigurationException if not
     */
    default void validateColumns(int columns) {}

    /**
     * Checks one target value.
     *
     * @throws DataException {@code Invalid label: <value> (<why>)}
     */
    void validateTarget(float target, int columns);

    /**
     * Turns outputs into what a user reads: probabilities for {@link Task#MULTICLASS} and {@link Task#BINARY}, the outputs themselves for {@link
     * Task#REGRESSION}. Losses over scores that stand for no probability say so, and give the scores. Reads {@code outputs}, overwrites {@code
     * predictions}, both (n, columns).
     */
    void predictions(float[] outputs, int n, int columns, float[] predictions);

    /**
     * Adds the nodes that compute {@link #predictions} to a graph, and returns the name of their output.
     *
     * @param outputs name of the outputs of the network, (N, columns)
     */
    String exportPredictions(OnnxGraph graph, String outputs);

    /** Whether {@link #predictions} gives probabilities; a loss of a regression, or over scores that stand for none, says no. */
    default boolean givesProbabilities() {
        return task() != Task.REGRESSION;
    }
}
