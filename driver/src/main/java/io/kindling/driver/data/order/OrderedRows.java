package io.kindling.driver.data.order;

import io.kindling.trainer.data.Block;
import org.apache.spark.api.java.JavaRDD;

/** Examples in their final order: by partition, block and row. The blocks are recomputed for each reader. */
public final class OrderedRows {
    private final JavaRDD<Block> blocks;
    private final long[] starts;

    /**
     * Creates ordered rows.
     *
     * @param starts number of the first example of each partition, followed by the number of examples
     */
    OrderedRows(JavaRDD<Block> blocks, long[] starts) {
        this.blocks = blocks;
        this.starts = starts;
    }

    /** Returns the same rows, transformed. */
    public OrderedRows finish(ExampleTransform transform) {
        return new OrderedRows(blocks.map(transform::apply), starts);
    }

    JavaRDD<Block> blocks() {
        return blocks;
    }

    long[] starts() {
        return starts;
    }

    public long examples() {
        return starts[starts.length - 1];
    }
}
