package io.kindling.driver.data.order;

import io.kindling.trainer.data.Block;
import org.apache.spark.api.java.JavaRDD;

/** Examples in their final order: partition after partition, block after block, row after row. The blocks are made anew for whoever reads them. */
public final class OrderedRows {
    private final JavaRDD<Block> blocks;
    private final long[] starts;

    /**
     * Ordered rows.
     *
     * @param starts number of the first example of each partition; one more for their count
     */
    OrderedRows(JavaRDD<Block> blocks, long[] starts) {
        this.blocks = blocks;
        this.starts = starts;
    }

    /** The same rows, finished. */
    public OrderedRows finish(ExampleTransform finish) {
        return new OrderedRows(blocks.map(finish::apply), starts);
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
