package io.kindling.trainer.layer;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.initializer.Constant;
import io.kindling.trainer.initializer.Zeros;
import io.kindling.trainer.layout.Role;
import io.kindling.trainer.layout.Slot;
import java.util.List;

/** Checks and slots shared by the normalization layers. */
final class Normalization {
    private Normalization() {}

    /** Checks {@code eps}, which prevents a division by 0 in a constant channel. */
    static void positiveEps(String name, double eps) {
        if (!(eps > 0 && eps < Double.POSITIVE_INFINITY)) {
            throw new ConfigurationException("Invalid " + name + ": " + eps + " (must be positive and finite)");
        }
    }

    /** Checks the weight of the new value in the running statistics. */
    static void momentum(String name, double momentum) {
        if (!(momentum >= 0 && momentum <= 1)) {
            throw new ConfigurationException("Invalid " + name + ": " + momentum + " (must be from 0 to 1)");
        }
    }

    /** {@code weight}, initially 1, and {@code bias}, initially 0; empty without {@code affine}. */
    static List<Slot> parameters(List<Integer> dimensions, boolean affine) {
        return affine
                ? List.of(
                        new Slot("weight", dimensions, Role.NORMALIZATION, new Constant(1f), 1, 1),
                        new Slot("bias", dimensions, Role.NORMALIZATION, new Zeros(), 1, 1))
                : List.of();
    }

    /** {@code running_mean}, initially 0, and {@code running_var}, initially 1. */
    static List<Slot> runningStatistics(int channels) {
        return List.of(
                new Slot("running_mean", List.of(channels), Role.BUFFER, new Zeros(), 1, 1),
                new Slot("running_var", List.of(channels), Role.BUFFER, new Constant(1f), 1, 1));
    }
}
