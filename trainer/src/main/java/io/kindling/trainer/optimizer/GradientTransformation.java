package io.kindling.trainer.optimizer;

import java.io.Serializable;
import java.util.List;

/**
 * One link of an optimizer: it turns the update that comes in (at first the gradient g) into the update that goes out, which in the end is
 * subtracted from the parameters p. It holds hyper-parameters alone; its state is passed in, and is what a checkpoint holds. The
 * composition is that of optax (DeepMind, 2020). An optimizer applies its chain to one slice of the parameters at a time, and to no frozen
 * one.
 */
public sealed interface GradientTransformation extends Serializable
        permits Elementwise, ScaleByLars, ScaleByTrustRatio {

    /** Names of the arrays of state, each as long as the parameters; unique among all transformations that stand in one chain. */
    default List<String> slotNames() {
        return List.of();
    }

    /** Overwrites fresh slots, all zero, with the first state. */
    default void initialize(float[][] slots) {}

    /**
     * Transforms one slice. Reads {@code parameters}, overwrites {@code update} and {@code slots}, all of them in the range alone.
     *
     * @param update as long as the parameters
     * @param slots as many as {@link #slotNames} says
     * @param from first index of the slice
     * @param to one past its last index
     */
    void apply(float[] update, float[][] slots, float[] parameters, int from, int to, Step step);
}
