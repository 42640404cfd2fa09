package io.kindling.trainer.data;

import io.kindling.trainer.error.DataException;
import io.kindling.trainer.layout.Dimensions;
import java.io.Serializable;

/**
 * Divides N numbered examples into chunks of {@code chunkRows} and each chunk into one block per shard. A pure function
 * of the configuration and N, so it is the same on every cluster.
 *
 * <p>Chunk c holds the examples {@code [c chunkRows, min((c + 1) chunkRows, N))}. Its blocks are consecutive ranges of
 * equal length; if the rows do not divide evenly, the first blocks have one more row. Position i of a chunk's epoch is
 * row i / shards of block i mod shards, so batch t of the chunk, its positions
 * {@code [t batchSize, (t + 1) batchSize)}, is spread evenly over the shards, and every example is visited exactly
 * once.
 *
 * @param examples N, at least 1
 * @param batchSize examples per update
 * @param shards logical shards per batch
 * @param chunkRows examples per chunk; a multiple of the batch size, so only the last batch of an epoch can be smaller
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

    /** Default size of a chunk, in MiB. */
    public static final int DEFAULT_CHUNK_MEGABYTES = 32;

    /** Rows of a chunk of about {@code megabytes} MiB; at least 1. */
    public static int chunkRows(int megabytes, int valuesPerExample) {
        long rows = ((long) megabytes << 20) / ((long) Float.BYTES * valuesPerExample);
        return (int) Math.max(1, Math.min(rows, Integer.MAX_VALUE / 2));
    }

    /** Creates a plan with chunks of about {@code wantedChunkRows} rows, rounded up to whole batches. */
    public static ChunkPlan of(long examples, int batchSize, int shards, int wantedChunkRows) {
        Dimensions.positive("training.batchSize", batchSize);
        long batches = Math.max(1, ((long) wantedChunkRows + batchSize - 1) / batchSize);
        return new ChunkPlan(examples, batchSize, shards, Math.toIntExact(batches * batchSize));
    }

    public int chunks() {
        return Math.toIntExact((examples + chunkRows - 1) / chunkRows);
    }

    /** Examples in one chunk; only the last chunk can have fewer than {@code chunkRows}. */
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

    /** Batches in one chunk, equal to updates. */
    public int batches(int chunk) {
        return (int) (((long) rows(chunk) + batchSize - 1) / batchSize);
    }

    /** Updates per epoch: ceil(N / batchSize). */
    public long batches() {
        return (examples + batchSize - 1) / batchSize;
    }

    /**
     * First row of batch {@code batch} of a chunk in the block of {@code shard}. The next batch starts where this one
     * ends.
     */
    public int firstRow(int chunk, int shard, int batch) {
        long position = Math.min((long) batch * batchSize, rows(chunk));
        return (int) ((position - shard + shards - 1) / shards);
    }
}
