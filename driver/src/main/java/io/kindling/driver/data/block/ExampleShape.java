package io.kindling.driver.data.block;

import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.ChunkPlan;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Dimensions;
import java.io.Serializable;

/**
 * Number of floats in an example.
 *
 * @param features floats of the features
 * @param targets floats of the targets
 * @param weighted whether examples have a weight
 */
public record ExampleShape(int features, int targets, boolean weighted) implements Serializable {

    /** Returns the floats per example. */
    public int values() {
        return features + targets + (weighted ? 1 : 0);
    }

    /**
     * Checks that the features of a block fit into one array.
     *
     * @throws ConfigurationException if they do not; names the settings to change
     */
    public void requireBlocks(ChunkPlan plan) {
        long values = (long) plan.rows(0, 0) * Math.max(features, targets);
        if (values > Dimensions.MAX_VALUES) {
            throw new ConfigurationException("Cannot cut blocks of " + plan.rows(0, 0) + " examples: " + values
                    + " values in one, and an array holds " + Dimensions.MAX_VALUES
                    + "; raise training.shards or lower training.batchSize");
        }
    }

    /** Returns a block of zeros. */
    public Block block(int rows) {
        return new Block(
                rows,
                features,
                targets,
                new float[Math.multiplyExact(rows, features)],
                new float[Math.multiplyExact(rows, targets)],
                weighted ? new float[rows] : null);
    }

    /** Returns {@code n} rows of a block, starting at {@code row}. */
    public Block part(Block block, int row, int n) {
        if (n == block.rows()) {
            return block;
        }
        Block part = block(n);
        copy(block, row, part, 0, n);
        return part;
    }

    /** Copies {@code n} rows between two blocks of this shape. The target block must be under construction. */
    public void copy(Block from, int fromRow, Block to, int toRow, int n) {
        System.arraycopy(from.features(), fromRow * features, to.features(), toRow * features, n * features);
        System.arraycopy(from.targets(), fromRow * targets, to.targets(), toRow * targets, n * targets);
        if (weighted) {
            System.arraycopy(from.weights(), fromRow, to.weights(), toRow, n);
        }
    }
}
