package io.kindling.trainer.metric;

import io.kindling.trainer.loss.Targets;

/** Target classes of examples, for metrics over classes. */
final class Labels {
    /** Label of an example without a class, which does not count. */
    static final int NONE = -1;

    private Labels() {}

    /**
     * Returns the class index of the target, or the most probable class of a target distribution; NONE if the target is
     * not a class.
     */
    static int of(Targets targets, int example, int columns) {
        if (targets.columns() > 1) {
            return largest(targets.values(), example * columns, columns);
        }
        int label = targets.label(example);
        return label >= 0 && label < columns ? label : NONE;
    }

    /** Returns the index of the largest of {@code values[at .. at + columns)}, the first one in a tie. */
    static int largest(float[] values, int at, int columns) {
        int best = 0;
        for (int j = 1; j < columns; j++) {
            best = values[at + j] > values[at + best] ? j : best;
        }
        return best;
    }
}
