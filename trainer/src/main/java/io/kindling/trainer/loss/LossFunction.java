package io.kindling.trainer.loss;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.onnx.OnnxGraph;
import java.io.Serializable;

/**
 * The objective to minimize. A loss returns a sum and its divisor, so losses and gradients of shards can be added and
 * divided once. The weight of an example multiplies its contribution to both.
 */
public sealed interface LossFunction extends Serializable
        permits CrossEntropy, ElementwiseLoss, MulticlassHinge, MultiMargin, Nll {

    /**
     * Computes the weighted sum of the losses of n examples, its divisor and its gradient.
     *
     * @param outputs outputs of the network, (n, columns); read only
     * @param targets targets; read only
     * @param columns outputs per example
     * @param outputGradient overwritten with the gradient of the sum, not of the mean, (n, columns); null to skip it
     */
    LossSum lossAndGradient(float[] outputs, Targets targets, int n, int columns, float[] outputGradient);

    /** Returns the targets for metrics: ignored examples have weight 0. */
    default Targets counted(Targets targets, int n) {
        return targets;
    }

    /** The task of this loss. */
    Task task();

    /**
     * Target values per example for a network with {@code columns} outputs: 1 for a class index, otherwise
     * {@code columns}.
     */
    int targetColumns(int columns);

    /**
     * Checks that the loss supports this number of output columns.
     *
     * @throws ConfigurationException if it does not
     */
    default void validateColumns(int columns) {}

    /**
     * Checks one target value.
     *
     * @throws DataException {@code Invalid label: <value> (<why>)}
     */
    void validateTarget(float target, int columns);

    /**
     * Converts outputs to predictions: probabilities for {@link Task#MULTICLASS} and {@link Task#BINARY}, the outputs
     * themselves for {@link Task#REGRESSION}. Margin losses predict scores, not probabilities. Reads {@code outputs}
     * and overwrites {@code predictions}, both (n, columns).
     */
    void predictions(float[] outputs, int n, int columns, float[] predictions);

    /**
     * Adds the nodes that compute {@link #predictions} to a graph, and returns the name of their output.
     *
     * @param outputs name of the outputs of the network, (N, columns)
     */
    String exportPredictions(OnnxGraph graph, String outputs);

    /** Whether {@link #predictions} are probabilities. False for regression and margin losses. */
    default boolean givesProbabilities() {
        return task() != Task.REGRESSION;
    }
}
