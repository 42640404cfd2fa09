package io.kindling.trainer.data;

import io.kindling.trainer.error.DataException;
import io.kindling.trainer.layout.Dimensions;
import java.io.Serializable;

/**
 * How N numbered examples are cut for training: into chunks of {@code chunkRows}, and each chunk into one block a shard. A pure function of the
 * configuration and N, so that it is the same on any cluster.
 *
 * <p>Chunk c holds the examples {@code [c chunkRows, min((c + 1) chunkRows, N))}. Its blocks are neighbouring ranges of equal length; where the rows do
 * not divide, the first blocks hold one more. Position i of a chunk's epoch is row i / shards of block i mod shards, so that batch t of the chunk, its
 * positions {@code [t batchSize, (t + 1) batchSize)}, is spread evenly over the shards and every example is visited exactly once.
 *
 * @param examples N, at least 1
 * @param batchSize examples an update
 * @param shards logical shards a batch
 * @param chunkRows examples a chunk; a multiple of the batch size, so that only the last batch of an epoch is short
 */
public record ChunkPlan(long examples, int batchSize, int shards, int chunkRows) implements Serializable {
    public ChunkPlan {
        if (examples < 1) {
            throw new DataException(
                    "Cannot train on " + examples + " examples; check the path, the filters and the split");
        }
        Dimensions.positive("training.batchSize", batchSize);
        Dimensions.positive("training.shards", shards);
        if (chunkRows < batchSize || chunkRows % batchSize != 0) {
            throw new IllegalArgumentException(
                    "Invalid chunkRows: " + chunkRows + " (must be a multiple of the batch size " + batchSize + ")");
        }
    }

    /** The default size of a chunk, in MiB. */
    public static final int DEFAULT_CHUNK_MEGABYTES = 32;

    /** Rows of a chunk of about that many MiB, at least 1. */
    public static int chunkRows(int megabytes, int valuesPerExample) {
        long rows = ((long) megabytes << 20) / ((long) Float.BYTES * valuesPerExample);
        return (int) Math.max(1, Math.min(rows, Integer.MAX_VALUE / 2));
    }

    /** Cuts chunks of about {@code wantedChunkRows}, rounded up to whole batches. */
    public static ChunkPlan of(long examples, int batchSize, int shards, int wantedChunkRows) {
        Dimensions.positive("training.batchSize", batchSize);
        long batches = Math.max(1, ((long) wantedChunkRows + batchSize - 1) / batchSize);
        return new ChunkPlan(examples, batchSize, shards, Math.toIntExact(batches * batchSize));
    }

    public int chunks() {
        return Math.toIntExact((examples + chunkRows - 1) / chunkRows);
    }

    /** Examples in one chunk; only the last may hold fewer than {@code chunkRows}. */
    public int rows(int chunk) {
        return (int) Math.min(chunkRows, examples - (long) chunk * chunkRows);
    }

    /** Examples in the block of one shard of one chunk. */
    public int rows(int chunk, int shard) {
        int rows = rows(chunk);
        return rows / shards + (shard < rows % shards ? 1 : 0);
    }

    /** Number of the block's first example among all N. */
    public long firstExample(int chunk, int shard) {
        int rows = rows(chunk);
        return (long) chunk * chunkRows + (long) shard * (rows / shards) + Math.min(shard, rows % shards);
    }

    /** The chunk that holds an example. */
    public int chunk(long example) {
        return (int) (example / chunkRows);
    }

    /** Batches, and so updates, in one chunk. */
    public int batches(int chunk) {
        return (int) (((long) rows(chunk) + batchSize - 1) / batchSize);
    }

    /** Updates an epoch: ceil(N / batchSize). */
    public long batches() {
        return (examples + batchSize - 1) / batchSize;
    }

    /** First row of the block of {@code shard} that batch {@code batch} of a chunk takes; the batch after it begins where it ends. */
    public int firstRow(int chunk, int shard, int batch) {
        long position = Math.min((long) batch * batchSize, rows(chunk));
        return (int) ((position - shard + shards - 1) / shards);
    }
}
