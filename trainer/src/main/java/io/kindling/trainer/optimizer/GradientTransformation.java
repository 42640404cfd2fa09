package io.kindling.trainer.optimizer;

import java.io.Serializable;
import java.util.List;

/**
 * One step in the chain of an optimizer, as in optax (DeepMind, 2020). It transforms an update. The first input is the
 * gradient g; the last output is subtracted from the parameters p. It holds hyperparameters only; its state is an
 * argument and is stored in checkpoints. An optimizer applies its chain to one slice of the parameters at a time, and
 * skips frozen slices.
 */
public sealed interface GradientTransformation extends Serializable
        permits Elementwise, ScaleByLars, ScaleByTrustRatio {

    /** Names of the state arrays, each as long as the parameters. Unique among the transformations of a chain. */
    default List<String> slotNames() {
        return List.of();
    }

    /** Initializes slots, which are zero. */
    default void initialize(float[][] slots) {}

    /**
     * Transforms one slice. Reads {@code parameters} and overwrites {@code update} and {@code slots}, in the range only.
     *
     * @param update as long as the parameters
     * @param slots one array per name in {@link #slotNames}
     * @param from first index of the slice
     * @param to one past its last index
     */
    void apply(float[] update, float[][] slots, float[] parameters, int from, int to, Step step);
}
