package io.kindling.driver.data.order;

import io.kindling.driver.data.block.ExampleShape;
import io.kindling.trainer.data.Block;
import java.io.Serializable;
import java.util.Arrays;

/** An example with its sort key. Examples with equal keys are compared by their values, so only equal examples tie. */
public final class KeyedExample implements Comparable<KeyedExample>, Serializable {
    private static final long serialVersionUID = 1L;

    private final long key;
    private final float[] values;

    /**
     * Creates an example. The array is not copied.
     *
     * @param values features, targets and, if examples are weighted, the weight
     */
    public KeyedExample(long key, float[] values) {
        this.key = key;
        this.values = values;
    }

    static KeyedExample of(long key, Block block, int row, ExampleShape shape) {
        float[] values = new float[shape.values()];
        System.arraycopy(block.features(), row * shape.features(), values, 0, shape.features());
        System.arraycopy(block.targets(), row * shape.targets(), values, shape.features(), shape.targets());
        if (shape.weighted()) {
            values[values.length - 1] = block.weights()[row];
        }
        return new KeyedExample(key, values);
    }

    /** Overwrites a row of a block under construction. */
    void copyTo(Block block, int row, ExampleShape shape) {
        System.arraycopy(values, 0, block.features(), row * shape.features(), shape.features());
        System.arraycopy(values, shape.features(), block.targets(), row * shape.targets(), shape.targets());
        if (shape.weighted()) {
            block.weights()[row] = values[values.length - 1];
        }
    }

    /** Returns the key, uniform over all 64 bits, as an unsigned number. */
    public long key() {
        return key;
    }

    public float[] values() {
        return values;
    }

    @Override
    public int compareTo(KeyedExample other) {
        int byKey = Long.compareUnsigned(key, other.key);
        return byKey != 0 ? byKey : Arrays.compare(values, other.values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyedExample that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(key);
    }
}
