package io.kindling.trainer.metric;

import io.kindling.trainer.loss.Targets;

/** The class that an example belongs to, for metrics over classes. */
final class Labels {
    /** Of an example that belongs to no class, and is not counted. */
    static final int NONE = -1;

    private Labels() {}

    /** The class index in the target, or the most probable class of a target that is a distribution; NONE if that is no class. */
    static int of(Targets targets, int example, int columns) {
        if (targets.columns() > 1) {
            return largest(targets.values(), example * columns, columns);
        }
        int label = targets.label(example);
        return label >= 0 && label < columns ? label : NONE;
    }

    /** Place of the largest of {@code values[at .. at + columns)}, the first of equals. */
    static int largest(float[] values, int at, int columns) {
        int best = 0;
        for (int j = 1; j < columns; j++) {
            best = values[at + j] > values[at + best] ? j : best;
        }
        return best;
    }
}
