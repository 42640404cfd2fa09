package io.kindling.trainer.data;

import io.kindling.trainer.math.ExactSums;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.Arrays;

/**
 * Count, mean, variance, minimum and maximum of every feature. A monoid. Sums are exact, so the result depends only on
 * the set of examples.
 */
public final class FeatureStatistics implements Serializable {
    private static final long serialVersionUID = 1L;

    private long count;
    private final ExactSums values;
    private final ExactSums squares;
    private final float[] minimum;
    private final float[] maximum;

    /** The statistics of no examples. */
    public FeatureStatistics(int features) {
        this(0, ExactSums.ofValues(features), ExactSums.ofSquares(features), new float[features], new float[features]);
        Arrays.fill(minimum, Float.POSITIVE_INFINITY);
        Arrays.fill(maximum, Float.NEGATIVE_INFINITY);
    }

    /** Creates statistics from deserialized parts. They are kept, not copied. */
    public FeatureStatistics(long count, ExactSums values, ExactSums squares, float[] minimum, float[] maximum) {
        this.count = count;
        this.values = values;
        this.squares = squares;
        this.minimum = minimum;
        this.maximum = maximum;
    }

    /** Adds one row of a block of finite features. */
    public void add(Block block, int row) {
        int offset = row * block.featureColumns();
        float[] features = block.features();
        count++;
        values.addValues(features, offset);
        squares.addSquares(features, offset);
        for (int c = 0; c < minimum.length; c++) {
            minimum[c] = Math.min(minimum[c], features[offset + c]);
            maximum[c] = Math.max(maximum[c], features[offset + c]);
        }
    }

    /** Merges the statistics of other examples into this. */
    public void merge(FeatureStatistics other) {
        count += other.count;
        values.merge(other.values);
        squares.merge(other.squares);
        for (int c = 0; c < minimum.length; c++) {
            minimum[c] = Math.min(minimum[c], other.minimum[c]);
            maximum[c] = Math.max(maximum[c], other.maximum[c]);
        }
    }

    public int features() {
        return minimum.length;
    }

    public long count() {
        return count;
    }

    public double mean(int feature) {
        return Math.scalb(values.units(feature).doubleValue() / count, -149);
    }

    /** Population variance, (n S2 - S1^2) / n^2, computed from exact sums without cancellation. */
    public double variance(int feature) {
        BigInteger sum = values.units(feature);
        BigInteger scaled =
                squares.units(feature).multiply(BigInteger.valueOf(count)).subtract(sum.multiply(sum));
        return Math.scalb(scaled.doubleValue() / count / count, -298);
    }

    public float minimum(int feature) {
        return minimum[feature];
    }

    public float maximum(int feature) {
        return maximum[feature];
    }

    public ExactSums values() {
        return values;
    }

    public ExactSums squares() {
        return squares;
    }

    public float[] minima() {
        return minimum;
    }

    public float[] maxima() {
        return maximum;
    }
}
