package io.kindling.trainer.gradient;

import io.kindling.trainer.layer.Moments;
import io.kindling.trainer.loss.LossSum;
import io.kindling.trainer.metric.MetricSums;

/**
 * Sums of one or more shards of a batch. A monoid under {@link #merge}: the sums are divided once, after all shards are
 * merged.
 */
public final class GradientShard {
    /** Value of {@link #nonFiniteShard()} if all losses and gradients are finite. */
    public static final int ALL_FINITE = Integer.MAX_VALUE;

    private final float[] gradientSum;
    private final Moments moments;
    private final MetricSums metrics;
    private double lossSum;
    private double divisor;
    private long examples;
    private int nonFiniteShard;

    /**
     * Creates sums. The arrays are kept, not copied.
     *
     * @param gradientSum gradient of the loss sum, one value per parameter
     * @param loss weighted sum of the losses, and the divisor of the loss and the gradient
     * @param examples number of examples, regardless of their weights
     * @param nonFiniteShard lowest number of a shard with a non-finite loss or gradient, or {@link #ALL_FINITE}
     */
    public GradientShard(
            float[] gradientSum, LossSum loss, long examples, Moments moments, MetricSums metrics, int nonFiniteShard) {
        this.gradientSum = gradientSum;
        this.lossSum = loss.sum();
        this.divisor = loss.divisor();
        this.examples = examples;
        this.moments = moments;
        this.metrics = metrics;
        this.nonFiniteShard = nonFiniteShard;
    }

    public float[] gradientSum() {
        return gradientSum;
    }

    public double lossSum() {
        return lossSum;
    }

    public double divisor() {
        return divisor;
    }

    public long examples() {
        return examples;
    }

    public Moments moments() {
        return moments;
    }

    public MetricSums metrics() {
        return metrics;
    }

    public int nonFiniteShard() {
        return nonFiniteShard;
    }

    /**
     * Adds the sums of other shards to this; {@code other} does not change.
     *
     * @return this
     */
    public GradientShard merge(GradientShard other) {
        float[] added = other.gradientSum;
        for (int i = 0; i < gradientSum.length; i++) {
            gradientSum[i] += added[i];
        }
        lossSum += other.lossSum;
        divisor += other.divisor;
        examples += other.examples;
        moments.merge(other.moments);
        metrics.merge(other.metrics);
        nonFiniteShard = Math.min(nonFiniteShard, other.nonFiniteShard);
        return this;
    }
}
