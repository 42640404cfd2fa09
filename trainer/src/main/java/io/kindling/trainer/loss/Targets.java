package io.kindling.trainer.loss;

import io.kindling.trainer.error.DataException;

/** Targets and weights of some examples. The arrays are kept, not copied. */
public final class Targets {
    private final float[] values;
    private final int columns;
    private final float[] weights;

    /**
     * Creates targets. The arrays are kept, not copied.
     *
     * @param values row-major, {@code columns} values per example; class indices are exact in float up to 2^24
     * @param columns 1 for class indices, otherwise the number of output columns
     * @param weights one weight per example, or null if all are 1
     */
    public Targets(float[] values, int columns, float[] weights) {
        this.values = values;
        this.columns = columns;
        this.weights = weights;
    }

    public float[] values() {
        return values;
    }

    public int columns() {
        return columns;
    }

    /** The class index of one example, for targets of one column. */
    public int label(int example) {
        return (int) values[example];
    }

    /** Weight of one example. */
    public float weight(int example) {
        return weights == null ? 1f : weights[example];
    }

    /** Returns a copy in which those of the first n examples with class index {@code label} have weight 0. */
    Targets without(int label, int n) {
        float[] counted = new float[n];
        for (int i = 0; i < n; i++) {
            counted[i] = label(i) == label ? 0 : weight(i);
        }
        return new Targets(values, columns, counted);
    }

    /** {@code Invalid label: <value> (<why>)}. */
    static DataException invalidLabel(float value, String why) {
        String shown = value == Math.rint(value) && Math.abs(value) < 1e9f
                ? Integer.toString((int) value)
                : Float.toString(value);
        return new DataException("Invalid label: " + shown + " (" + why + ")");
    }
}
