package io.kindling.trainer.data;

import java.io.Serializable;

/**
 * Examples in flat arrays.
 *
 * <p>Immutable by convention: no code writes to the arrays after construction.
 */
public final class Block implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int rows;
    private final int featureColumns;
    private final int targetColumns;
    private final float[] features;
    private final float[] targets;
    private final float[] weights;

    /**
     * Creates a block. The arrays are kept, not copied.
     *
     * @param features (rows, featureColumns)
     * @param targets (rows, targetColumns)
     * @param weights (rows), or null if every example has weight 1
     */
    public Block(int rows, int featureColumns, int targetColumns, float[] features, float[] targets, float[] weights) {
        if (features.length != rows * featureColumns
                || targets.length != rows * targetColumns
                || (weights != null && weights.length != rows)) {
            throw new IllegalArgumentException("Invalid block: " + features.length + " feature values and "
                    + targets.length + " target values (" + rows + " rows of " + featureColumns + " and "
                    + targetColumns
                    + ")");
        }
        this.rows = rows;
        this.featureColumns = featureColumns;
        this.targetColumns = targetColumns;
        this.features = features;
        this.targets = targets;
        this.weights = weights;
    }

    public int rows() {
        return rows;
    }

    public int featureColumns() {
        return featureColumns;
    }

    public int targetColumns() {
        return targetColumns;
    }

    public float[] features() {
        return features;
    }

    public float[] targets() {
        return targets;
    }

    /** Weights of the rows; null if every example has weight 1. */
    public float[] weights() {
        return weights;
    }
}
