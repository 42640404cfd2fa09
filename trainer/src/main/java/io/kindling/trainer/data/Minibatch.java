package io.kindling.trainer.data;

import io.kindling.trainer.loss.Targets;

/** Rows gathered from a block into reusable arrays. Not thread-safe. */
public final class Minibatch {
    private float[] features = new float[0];
    private float[] targets = new float[0];
    private float[] weights = new float[0];
    private int rows;
    private int targetColumns;
    private boolean weighted;

    /** Gathers the rows of a range of the block. */
    public void gather(Block block, RowRange range) {
        prepare(block, range.to() - range.from());
        int width = block.featureColumns();
        for (int i = 0; i < rows; i++) {
            int row = range.order().at(range.from() + i);
            System.arraycopy(block.features(), row * width, features, i * width, width);
            System.arraycopy(block.targets(), row * targetColumns, targets, i * targetColumns, targetColumns);
            if (weighted) {
                weights[i] = block.weights()[row];
            }
        }
    }

    /** Copies the rows {@code [from, to)} of the block. */
    public void copy(Block block, int from, int to) {
        prepare(block, to - from);
        int width = block.featureColumns();
        System.arraycopy(block.features(), from * width, features, 0, rows * width);
        System.arraycopy(block.targets(), from * targetColumns, targets, 0, rows * targetColumns);
        if (weighted) {
            System.arraycopy(block.weights(), from, weights, 0, rows);
        }
    }

    private void prepare(Block block, int n) {
        rows = n;
        targetColumns = block.targetColumns();
        weighted = block.weights() != null;
        features = atLeast(features, n * block.featureColumns());
        targets = atLeast(targets, n * targetColumns);
        weights = atLeast(weights, weighted ? n : 0);
    }

    private static float[] atLeast(float[] array, int length) {
        return array.length < length ? new float[length] : array;
    }

    public int rows() {
        return rows;
    }

    /** Features, (rows, featureColumns); the array can be longer. */
    public float[] features() {
        return features;
    }

    public Targets targets() {
        return new Targets(targets, targetColumns, weighted ? weights : null);
    }
}
