package io.kindling.trainer.data;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Examples in the memory of this process, ordered by content and divided into blocks like in distributed training. The
 * order of the input rows has no effect.
 */
public final class LocalExamples {
    private final ChunkPlan plan;
    private final Block[] blocks;

    private LocalExamples(ChunkPlan plan, Block[] blocks) {
        this.plan = plan;
        this.blocks = blocks;
    }

    /**
     * Orders and divides examples.
     *
     * @param examples examples in any order; copied
     * @param plan plan for this number of examples
     */
    public static LocalExamples of(Block examples, ChunkPlan plan, long seed) {
        int[] order = order(examples, seed);
        Block[] blocks = new Block[plan.chunks() * plan.shards()];
        for (int chunk = 0; chunk < plan.chunks(); chunk++) {
            for (int shard = 0; shard < plan.shards(); shard++) {
                int first = (int) plan.firstExample(chunk, shard);
                int[] rows = Arrays.copyOfRange(order, first, first + plan.rows(chunk, shard));
                blocks[chunk * plan.shards() + shard] = rows(examples, rows);
            }
        }
        return new LocalExamples(plan, blocks);
    }

    /** The division of the examples. */
    public ChunkPlan plan() {
        return plan;
    }

    /** The examples of one shard of one chunk. */
    public Block block(int chunk, int shard) {
        return blocks[chunk * plan.shards() + shard];
    }

    /** Row numbers sorted by key, then by all values, so only equal examples tie. */
    private static int[] order(Block examples, long seed) {
        ContentKeys keys = new ContentKeys(seed);
        long[] byRow = Arrays.stream(ContentHash.of(examples))
                .map(hash -> keys.key(hash, 0))
                .toArray();
        return IntStream.range(0, examples.rows())
                .boxed()
                .sorted((a, b) -> {
                    int byKey = Long.compareUnsigned(byRow[a], byRow[b]);
                    return byKey != 0 ? byKey : compare(examples, a, b);
                })
                .mapToInt(row -> row)
                .toArray();
    }

    private static int compare(Block examples, int a, int b) {
        int byFeatures = compare(examples.features(), examples.featureColumns(), a, b);
        int byTargets = byFeatures != 0 ? byFeatures : compare(examples.targets(), examples.targetColumns(), a, b);
        return byTargets != 0 || examples.weights() == null ? byTargets : compare(examples.weights(), 1, a, b);
    }

    private static int compare(float[] values, int columns, int a, int b) {
        return Arrays.compare(values, a * columns, (a + 1) * columns, values, b * columns, (b + 1) * columns);
    }

    private static Block rows(Block from, int[] rows) {
        return new Block(
                rows.length,
                from.featureColumns(),
                from.targetColumns(),
                gather(from.features(), from.featureColumns(), rows),
                gather(from.targets(), from.targetColumns(), rows),
                from.weights() == null ? null : gather(from.weights(), 1, rows));
    }

    private static float[] gather(float[] values, int columns, int[] rows) {
        float[] gathered = new float[rows.length * columns];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(values, rows[i] * columns, gathered, i * columns, columns);
        }
        return gathered;
    }
}
