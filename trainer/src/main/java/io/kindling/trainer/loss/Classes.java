package io.kindling.trainer.loss;

import io.kindling.trainer.error.ConfigurationException;

/** Checks shared by classification losses, which have one output column per class. */
final class Classes {
    private Classes() {}

    static void validateColumns(String loss, int columns) {
        if (columns < 2) {
            throw new ConfigurationException("Cannot use loss " + loss + " for a network with " + columns
                    + " output; give the network one output per class, or use bceWithLogits for binary classification");
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
            throw Targets.invalidLabel(target, "must be a probability from 0 to 1");
        }
    }
}
