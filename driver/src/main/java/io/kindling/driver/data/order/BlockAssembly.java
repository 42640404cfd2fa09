package io.kindling.driver.data.order;

import io.kindling.driver.data.block.ExampleShape;
import io.kindling.driver.data.block.Placement;
import io.kindling.driver.data.block.ShardBlock;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.error.DataException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Cuts ordered examples into blocks and moves the blocks to the tasks that hold them, in one shuffle of serialized
 * pieces.
 */
public final class BlockAssembly implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Placement placement;
    private final ExampleShape shape;

    /**
     * Creates an assembly.
     *
     * @param shape shape of the ordered examples
     */
    public BlockAssembly(Placement placement, ExampleShape shape) {
        this.placement = placement;
        this.shape = shape;
    }

    /** Returns the blocks, partitioned by {@link Placement} and sorted by shard. Evaluated lazily. */
    public JavaRDD<ShardBlock> cut(OrderedRows ordered) {
        BlockAssembly self = this;
        long[] starts = ordered.starts();
        JavaRDD<Tuple2<Integer, Piece>> pieces = spread(ordered.blocks())
                .mapPartitionsWithIndex(
                        (partition, blocks) -> self.pieces(starts[partition], starts[partition + 1], blocks), false);
        return spread(JavaPairRDD.fromJavaRDD(pieces)
                .partitionBy(new PartitionNumbers(placement.partitions()))
                .mapPartitionsWithIndex(self::assemble, true));
    }

    private static <T> JavaRDD<T> spread(JavaRDD<T> elements) {
        return new HostSpreadRDD<>(elements.rdd(), elements.classTag()).toJavaRDD();
    }

    /** Returns the pieces of the examples {@code [start, end)}. */
    private Iterator<Tuple2<Integer, Piece>> pieces(long start, long end, Iterator<Block> blocks) {
        return new Iterator<>() {
            private long next = start;
            private Iterator<Tuple2<Integer, Piece>> ready =
                    List.<Tuple2<Integer, Piece>>of().iterator();

            @Override
            public boolean hasNext() {
                while (!ready.hasNext() && blocks.hasNext()) {
                    Block block = blocks.next();
                    requireCounted(next + block.rows() <= end);
                    ready = split(next, block).iterator();
                    next += block.rows();
                }
                requireCounted(ready.hasNext() || next == end);
                return ready.hasNext();
            }

            @Override
            public Tuple2<Integer, Piece> next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return ready.next();
            }
        };
    }

    /**
     * Checks the number of examples against the counts of an earlier job. Another number would overwrite examples and
     * leave gaps.
     */
    private static void requireCounted(boolean matches) {
        if (!matches) {
            throw new DataException(
                    "Cannot prepare data: the source changed between two reads (the number of examples differs);"
                            + " run the command again");
        }
    }

    private List<Tuple2<Integer, Piece>> split(long first, Block block) {
        List<Tuple2<Integer, Piece>> pieces = new ArrayList<>();
        int row = 0;
        while (row < block.rows()) {
            int partition = placement.partition(first + row);
            int n = (int) Math.min(block.rows() - row, placement.endExample(partition) - first - row);
            pieces.add(new Tuple2<>(partition, new Piece(first + row, shape.part(block, row, n))));
            row += n;
        }
        return pieces;
    }

    private Iterator<ShardBlock> assemble(int partition, Iterator<Tuple2<Integer, Piece>> pieces) {
        int chunk = placement.chunk(partition);
        int firstShard = placement.firstShard(partition);
        int shards = placement.endShard(partition) - firstShard;
        Block[] blocks = new Block[shards];
        for (int s = 0; s < shards; s++) {
            blocks[s] = shape.block(placement.plan().rows(chunk, firstShard + s));
        }
        while (pieces.hasNext()) {
            Piece piece = pieces.next()._2();
            for (int s = 0; s < shards; s++) {
                copyOverlap(piece, placement.plan().firstExample(chunk, firstShard + s), blocks[s]);
            }
        }
        List<ShardBlock> shardBlocks = new ArrayList<>(shards);
        for (int s = 0; s < shards; s++) {
            shardBlocks.add(new ShardBlock(chunk, firstShard + s, blocks[s]));
        }
        return shardBlocks.iterator();
    }

    private void copyOverlap(Piece piece, long blockFirst, Block block) {
        long from = Math.max(piece.first(), blockFirst);
        long to = Math.min(piece.first() + piece.block().rows(), blockFirst + block.rows());
        if (from < to) {
            shape.copy(
                    piece.block(), (int) (from - piece.first()), block, (int) (from - blockFirst), (int) (to - from));
        }
    }
}
