package io.kindling.driver.data.order;

import io.kindling.driver.data.block.ExampleShape;
import io.kindling.driver.data.row.EncodedBatch;
import io.kindling.driver.data.sample.Selection;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.io.Serializable;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Sorts examples by a seeded hash of their content. One job counts the keys in each of {@value #BUCKETS} buckets, which
 * gives the number of the first example in each range of the sort. Then Spark sorts in one shuffle, and spills to disk
 * if memory is short.
 */
public final class ContentOrder implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int BUCKET_BITS = 12;
    static final int BUCKETS = 1 << BUCKET_BITS;
    private static final long BYTES_PER_RANGE = 32L << 20;

    private final Selection selection;
    private final ExampleShape shape;
    private final long seed;

    /**
     * Creates an order.
     *
     * @param selection number of copies of each example
     */
    public ContentOrder(Selection selection, ExampleShape shape, long seed) {
        this.selection = selection;
        this.shape = shape;
        this.seed = seed;
    }

    /**
     * Orders the examples. Runs one job.
     *
     * @param parallelism minimum number of ranges; does not affect the order
     */
    public OrderedRows order(JavaRDD<EncodedBatch> encoded, int parallelism) {
        ContentOrder self = this;
        long[] counts = encoded.mapPartitions(
                        batches -> List.of(self.count(batches)).iterator())
                .treeReduce(ContentOrder::sum);
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        long wanted = total * shape.values() * Float.BYTES / BYTES_PER_RANGE + 1;
        int ranges = (int) Math.min(BUCKETS, Math.max(parallelism, wanted));
        long[] starts = new long[ranges + 1];
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            starts[KeyRanges.range(bucket, ranges) + 1] += counts[bucket];
        }
        for (int range = 0; range < ranges; range++) {
            starts[range + 1] += starts[range];
        }
        JavaPairRDD<KeyedExample, Void> keyed = encoded.flatMapToPair(self::examples);
        JavaRDD<Block> sorted = keyed.repartitionAndSortWithinPartitions(
                        new KeyRanges(ranges), Comparator.<KeyedExample>naturalOrder())
                .mapPartitions(examples -> new Blocks(examples, self.shape));
        return new OrderedRows(sorted, starts);
    }

    private long[] count(Iterator<EncodedBatch> batches) {
        long[] counts = new long[BUCKETS];
        RandomStream keys = RandomStream.of(seed, Purpose.CONTENT_KEY);
        while (batches.hasNext()) {
            EncodedBatch batch = batches.next();
            for (int row = 0; row < batch.block().rows(); row++) {
                int copies = copies(batch, row);
                for (int copy = 0; copy < copies; copy++) {
                    counts[bucket(key(keys, batch.hashes()[row], copy))]++;
                }
            }
        }
        return counts;
    }

    private static long[] sum(long[] a, long[] b) {
        for (int i = 0; i < a.length; i++) {
            a[i] += b[i];
        }
        return a;
    }

    private Iterator<Tuple2<KeyedExample, Void>> examples(EncodedBatch batch) {
        RandomStream keys = RandomStream.of(seed, Purpose.CONTENT_KEY);
        return new Iterator<>() {
            private int row = -1;
            private int copiesLeft;
            private int copy;

            @Override
            public boolean hasNext() {
                while (copiesLeft == 0 && row + 1 < batch.block().rows()) {
                    row++;
                    copy = 0;
                    copiesLeft = copies(batch, row);
                }
                return copiesLeft > 0;
            }

            @Override
            public Tuple2<KeyedExample, Void> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                copiesLeft--;
                long key = key(keys, batch.hashes()[row], copy++);
                return new Tuple2<>(KeyedExample.of(key, batch.block(), row, shape), null);
            }
        };
    }

    private int copies(EncodedBatch batch, int row) {
        Block block = batch.block();
        return selection.copies(batch.hashes()[row], block.targets()[row * block.targetColumns()]);
    }

    /** Returns the sort key of a copy. Copies of one example have different keys, so they are not consecutive. */
    private static long key(RandomStream keys, long hash, int copy) {
        return copy == 0 ? keys.bits(hash) : keys.split(copy).bits(hash);
    }

    static int bucket(long key) {
        return (int) (key >>> (Long.SIZE - BUCKET_BITS));
    }

    /** Collects sorted examples into blocks. */
    private static final class Blocks implements Iterator<Block> {
        private static final int MAX_VALUES = 1 << 18;

        private final Iterator<Tuple2<KeyedExample, Void>> examples;
        private final ExampleShape shape;
        private final int capacity;

        Blocks(Iterator<Tuple2<KeyedExample, Void>> examples, ExampleShape shape) {
            this.examples = examples;
            this.shape = shape;
            this.capacity = Math.max(1, MAX_VALUES / shape.values());
        }

        @Override
        public boolean hasNext() {
            return examples.hasNext();
        }

        @Override
        public Block next() {
            Block full = shape.block(capacity);
            int n = 0;
            while (n < capacity && examples.hasNext()) {
                examples.next()._1().copyTo(full, n++, shape);
            }
            return shape.part(full, 0, n);
        }
    }
}
