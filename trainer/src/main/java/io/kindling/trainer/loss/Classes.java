package io.kindling.trainer.loss;

import io.kindling.trainer.error.ConfigurationException;

/** Checks shared by the losses over classes, which have one output column a class. */
final class Classes {
    private Classes() {}

    static void validateColumns(String loss, int columns) {
        if (columns < 2) {
            throw new ConfigurationException("Cannot use loss " + loss + " for a network with " + columns
                    + " output; give the network one output a class, or use bceWithLogits for a yes or no");
        }
    }

    static void validateIndex(float target, int columns) {
        if (!isIndex(target, columns)) {
            throw Targets.invalidLabel(target, "the network has outputs for the classes 0 to " + (columns - 1));
        }
    }

    private static boolean isIndex(float target, int columns) {
        return target >= 0 && target < columns && target == Math.rint(target);
    }

    static void validateProbability(float target) {
        if (!(target >= 0 && target <= 1)) {
            throw Targets.invalidLabel(target, "must be a probability, from 0 to 1");
        }
    }
}
