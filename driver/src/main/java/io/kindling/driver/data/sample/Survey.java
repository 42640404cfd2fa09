package io.kindling.driver.data.sample;

import io.kindling.driver.data.row.EncodedBatch;
import io.kindling.driver.data.row.Rejections;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.FeatureStatistics;
import io.kindling.trainer.random.RandomStream;
import java.io.Serializable;
import java.util.HexFormat;

/**
 * Counts, digest and statistics of all examples, collected before the examples are divided. Surveys merge as a
 * commutative monoid without rounding, so the result depends only on the set of examples.
 */
public final class Survey implements Serializable {
    private static final long serialVersionUID = 1L;

    private long examples;
    private long digestLow;
    private long digestHigh;
    private long selected;
    private final long[] classCounts;
    private final FeatureStatistics statistics;
    private final Rejections rejections;

    /**
     * Creates an empty survey.
     *
     * @param classes number of classes to count; 0 if targets are not classes
     * @param statistics empty statistics; null if none are collected
     */
    public Survey(int classes, FeatureStatistics statistics) {
        this(0, new SetDigest(0, 0), 0, new long[classes], statistics, new Rejections());
    }

    /** A 128-bit digest of a set of examples: the sum of their hashes. */
    public record SetDigest(long low, long high) {}

    /** Creates a survey for deserialization. The arguments are not copied. */
    public Survey(
            long examples,
            SetDigest digest,
            long selected,
            long[] classCounts,
            FeatureStatistics statistics,
            Rejections rejections) {
        this.examples = examples;
        this.digestLow = digest.low();
        this.digestHigh = digest.high();
        this.selected = selected;
        this.classCounts = classCounts;
        this.statistics = statistics;
        this.rejections = rejections;
    }

    /** Adds a batch. Statistics and class counts include only the examples of {@code selection}. */
    public void add(EncodedBatch batch, Selection selection) {
        Block block = batch.block();
        rejections.merge(batch.rejections());
        for (int row = 0; row < block.rows(); row++) {
            long hash = batch.hashes()[row];
            float target = block.targets()[row * block.targetColumns()];
            examples++;
            digestLow += hash;
            digestHigh += RandomStream.mix(~hash);
            if (selection.copies(hash, target) > 0) {
                selected++;
                if (target >= 0 && target < classCounts.length && target == (int) target) {
                    classCounts[(int) target]++;
                }
                if (statistics != null) {
                    statistics.add(block, row);
                }
            }
        }
    }

    /** Adds another survey to this one. */
    public Survey merge(Survey other) {
        examples += other.examples;
        digestLow += other.digestLow;
        digestHigh += other.digestHigh;
        selected += other.selected;
        for (int c = 0; c < classCounts.length; c++) {
            classCounts[c] += other.classCounts[c];
        }
        if (statistics != null) {
            statistics.merge(other.statistics);
        }
        rejections.merge(other.rejections);
        return this;
    }

    /**
     * Returns the count and two 64-bit sums over the hashes of all good examples. Equal sets of examples have equal
     * digests, in any order.
     */
    public String digest() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(examples) + hex.toHexDigits(digestLow) + hex.toHexDigits(digestHigh);
    }

    /** Number of good examples, selected or not. */
    public long examples() {
        return examples;
    }

    public long digestLow() {
        return digestLow;
    }

    public long digestHigh() {
        return digestHigh;
    }

    /** Number of selected examples. */
    public long selected() {
        return selected;
    }

    /**
     * Number of selected examples per class; empty if targets are not classes. Indices that the loss ignores and
     * probabilities are not counted.
     */
    public long[] classCounts() {
        return classCounts;
    }

    /** Statistics of the selected examples; null if none are collected. */
    public FeatureStatistics statistics() {
        return statistics;
    }

    public Rejections rejections() {
        return rejections;
    }
}
