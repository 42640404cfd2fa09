package io.kindling.driver.data.order;

import io.kindling.driver.data.block.ExampleShape;
import io.kindling.driver.data.row.EncodedBatch;
import io.kindling.driver.data.sample.Selection;
import io.kindling.trainer.data.Block;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * Numbers examples in the order in which Spark reads them. Saves the shuffle of {@link ContentOrder}; {@link
 * RowOrder#AS_READ} lists the drawbacks.
 */
public final class AsReadOrder implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Selection selection;
    private final ExampleShape shape;

    /**
     * Creates an order.
     *
     * @param selection number of copies of each example; copies are consecutive
     */
    public AsReadOrder(Selection selection, ExampleShape shape) {
        this.selection = selection;
        this.shape = shape;
    }

    /** Orders the examples. Runs one job, which counts the selected examples of each partition. */
    public OrderedRows order(JavaRDD<EncodedBatch> encoded) {
        AsReadOrder self = this;
        List<Long> counts = encoded.mapPartitions(
                        batches -> List.of(self.count(batches)).iterator())
                .collect();
        long[] starts = new long[counts.size() + 1];
        for (int partition = 0; partition < counts.size(); partition++) {
            starts[partition + 1] = starts[partition] + counts.get(partition);
        }
        return new OrderedRows(encoded.map(self::selected), starts);
    }

    private long count(Iterator<EncodedBatch> batches) {
        long count = 0;
        while (batches.hasNext()) {
            count += count(batches.next());
        }
        return count;
    }

    private int count(EncodedBatch batch) {
        int count = 0;
        for (int row = 0; row < batch.block().rows(); row++) {
            count += copies(batch, row);
        }
        return count;
    }

    private Block selected(EncodedBatch batch) {
        Block selected = shape.block(count(batch));
        int at = 0;
        for (int row = 0; row < batch.block().rows(); row++) {
            int copies = copies(batch, row);
            for (int copy = 0; copy < copies; copy++) {
                shape.copy(batch.block(), row, selected, at++, 1);
            }
        }
        return selected;
    }

    private int copies(EncodedBatch batch, int row) {
        Block block = batch.block();
        return selection.copies(batch.hashes()[row], block.targets()[row * block.targetColumns()]);
    }
}
