package io.kindling.driver.training;

import io.kindling.driver.data.block.Placement;
import io.kindling.driver.data.block.ShardBlock;
import io.kindling.driver.serialization.Description;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;

/**
 * The blocks of prepared data, read through the {@link ExecutorContext}, which keeps the blocks of the current chunk.
 * Spark's block manager is read once per chunk.
 */
final class ChunkCacheRDD extends RDD<ShardBlock> {
    private static final long serialVersionUID = 1L;

    private final RDD<ShardBlock> stored;
    private final Placement placement;
    private final Broadcast<Description<ExecutorContext>> replica;

    ChunkCacheRDD(JavaRDD<ShardBlock> stored, Placement placement, Broadcast<Description<ExecutorContext>> replica) {
        super(stored.rdd(), ClassTag$.MODULE$.apply(ShardBlock.class));
        this.stored = stored.rdd();
        this.placement = placement;
        this.replica = replica;
    }

    @Override
    public Partition[] getPartitions() {
        return stored.partitions();
    }

    @Override
    public Iterator<ShardBlock> compute(Partition split, TaskContext context) {
        return Iterators.asScala(new Lazy<>(() -> cached(split, context)));
    }

    private java.util.Iterator<ShardBlock> cached(Partition split, TaskContext context) {
        int partition = split.index();
        return replica.value()
                .value()
                .blocks(placement.chunk(partition), partition, () -> Iterators.asJava(stored.iterator(split, context)));
    }

    /**
     * An iterator that opens on first use, because a task in local mode may need only the blocks of other partitions.
     */
    private static final class Lazy<T> implements java.util.Iterator<T> {
        private final Supplier<java.util.Iterator<T>> opening;
        private java.util.Iterator<T> elements;

        Lazy(Supplier<java.util.Iterator<T>> opening) {
            this.opening = opening;
        }

        @Override
        public boolean hasNext() {
            if (elements == null) {
                elements = opening.get();
            }
            return elements.hasNext();
        }

        @Override
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return elements.next();
        }
    }
}
