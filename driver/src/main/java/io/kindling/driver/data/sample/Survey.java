package io.kindling.driver.data.sample;

import io.kindling.driver.data.row.EncodedBatch;
import io.kindling.driver.data.row.Rejections;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.FeatureStatistics;
import io.kindling.trainer.random.RandomStream;
import java.io.Serializable;
import java.util.HexFormat;

/**
 * What must be known about all examples before they are cut: counts, a digest, statistics of the selected ones. A commutative monoid without rounding, so that it is a function of
 * the set of examples alone.
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
     * The survey of nothing.
     *
     * @param classes to count, 0 where targets are not classes
     * @param statistics empty; null where none are asked for
     */
    public Survey(int classes, FeatureStatistics statistics) {
        this(0, new SetDigest(0, 0), 0, new long[classes], statistics, new Rejections());
    }

    /** A digest of a set of examples in 128 bits: their sum. */
    public record SetDigest(long low, long high) {}

    /** A survey over parts that are kept, not copied: for reading from the wire. */
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

    /** Adds a batch; statistics and class counts of the examples that {@code selection} takes. */
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

    /** Overwrites this with the union. */
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

    /** Count and two 64-bit sums over the hashes of all good examples: equal for equal sets of examples, in any order. */
    public String digest() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(examples) + hex.toHexDigits(digestLow) + hex.toHexDigits(digestHigh);
    }

    /** Good examples, selected or not. */
    public long examples() {
        return examples;
    }

    public long digestLow() {
        return digestLow;
    }

    public long digestHigh() {
        return digestHigh;
    }

    /** Selected examples. */
    public long selected() {
        return selected;
    }

    /** Selected examples of each class; empty where targets are not classes. An index that the loss ignores and a probability are not counted. */
    public long[] classCounts() {
        return classCounts;
    }

    /** Of the selected examples; null where none were asked for. */
    public FeatureStatistics statistics() {
        return statistics;
    }

    public Rejections rejections() {
        return rejections;
    }
}
