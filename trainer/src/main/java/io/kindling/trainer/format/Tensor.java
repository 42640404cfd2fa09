package io.kindling.trainer.format;

import java.util.List;

/** A named row-major float32 tensor, a view of {@code values[offset .. offset + length)}. */
public final class Tensor {
    private final String name;
    private final List<Integer> dimensions;
    private final float[] values;
    private final int offset;
    private final int length;

    /** Creates a view. The array is kept, not copied. */
    public Tensor(String name, List<Integer> dimensions, float[] values, int offset, int length) {
        this.name = name;
        this.dimensions = List.copyOf(dimensions);
        this.values = values;
        this.offset = offset;
        this.length = length;
    }

    public String name() {
        return name;
    }

    public List<Integer> dimensions() {
        return dimensions;
    }

    public float[] values() {
        return values;
    }

    public int offset() {
        return offset;
    }

    public int length() {
        return length;
    }
}
