package io.kindling.trainer.gradient;

import io.kindling.trainer.layer.Moments;
import io.kindling.trainer.loss.LossSum;
import io.kindling.trainer.metric.MetricSums;

/**
 * The sums of one or more shards of a batch. A monoid under {@link #merge}: nothing is divided until all shards are merged, and then once.
 */
public final class GradientShard {
    /** Value of {@link #nonFiniteShard()} when everything is finite. */
    public static final int ALL_FINITE = Integer.MAX_VALUE;

    private final float[] gradientSum;
    private final Moments moments;
    private final MetricSums metrics;
    private double lossSum;
    private double divisor;
    private long examples;
    private int nonFiniteShard;

    /**
     * Sums over arrays that are kept, not copied.
     *
     * @param gradientSum gradient of the loss sum, as long as the parameters
     * @param loss weighted sum of the losses, and what that and the gradient are divided by in the end
     * @param examples number of examples, whatever they weigh
     * @param nonFiniteShard smallest number of a shard whose loss or gradient is not finite, or {@link #ALL_FINITE}
     */
    public GradientShard(
            float[] gradientSum,
            LossSum loss,
            long examples,
            Moments moments,
            MetricSums metrics,
            int nonFiniteShard) {
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
     * Adds the sums of other shards. Overwrites this, reads {@code other}.
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
