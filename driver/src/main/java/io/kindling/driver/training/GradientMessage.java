package io.kindling.driver.training;

import io.kindling.trainer.gradient.GradientShard;
import io.kindling.trainer.gradient.ShardTree;
import io.kindling.trainer.layer.Moments;
import io.kindling.trainer.loss.LossSum;
import io.kindling.trainer.math.FloatFormat;
import io.kindling.trainer.metric.Metric;
import io.kindling.trainer.metric.MetricSums;
import java.io.Serializable;
import java.util.List;

/** One node of the shard tree, sent to the driver without metric descriptions. */
public final class GradientMessage implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int level;
    private final int index;
    private final FloatFormat format;
    private final GradientSums sums;

    public GradientMessage(int level, int index, FloatFormat format, GradientSums sums) {
        this.level = level;
        this.index = index;
        this.format = format;
        this.sums = sums;
    }

    /** Creates the message of a node whose gradient is already rounded to the format. */
    public static GradientMessage of(ShardTree.Node node, FloatFormat format) {
        GradientSums sums = node.sums() == null ? null : GradientSums.of(node.sums());
        return new GradientMessage(node.level(), node.index(), format, sums);
    }

    /** Creates the node with the metrics of the driver. */
    public ShardTree.Node node(List<Metric> metrics, int columns) {
        return new ShardTree.Node(level, index, sums == null ? null : sums.shard(metrics, columns));
    }

    public int level() {
        return level;
    }

    public int index() {
        return index;
    }

    /** Number format of the gradient on the network. */
    public FloatFormat format() {
        return format;
    }

    /** Null if the shards have no examples. */
    public GradientSums sums() {
        return sums;
    }

    /** The numbers of a {@link GradientShard}. */
    public static final class GradientSums implements Serializable {
        private static final long serialVersionUID = 1L;

        private final float[] gradient;
        private final double[] moments;
        private final double[] metrics;
        private final double loss;
        private final double divisor;
        private final long examples;
        private final int nonFiniteShard;

        /**
         * Creates sums; the arrays are not copied.
         *
         * @param moments counts of all channels, then their means, then their M2
         */
        public GradientSums(
                float[] gradient, double[] moments, double[] metrics, LossSum loss, long examples, int nonFiniteShard) {
            this.gradient = gradient;
            this.moments = moments;
            this.metrics = metrics;
            this.loss = loss.sum();
            this.divisor = loss.divisor();
            this.examples = examples;
            this.nonFiniteShard = nonFiniteShard;
        }

        static GradientSums of(GradientShard shard) {
            int channels = shard.moments().channels();
            double[] moments = new double[3 * channels];
            for (int c = 0; c < channels; c++) {
                moments[c] = shard.moments().count(c);
                moments[channels + c] = shard.moments().mean(c);
                moments[2 * channels + c] = shard.moments().m2(c);
            }
            return new GradientSums(
                    shard.gradientSum(),
                    moments,
                    shard.metrics().sums(),
                    new LossSum(shard.lossSum(), shard.divisor()),
                    shard.examples(),
                    shard.nonFiniteShard());
        }

        GradientShard shard(List<Metric> metricList, int columns) {
            int channels = moments.length / 3;
            Moments merged = new Moments(channels);
            for (int c = 0; c < channels; c++) {
                merged.set(c, moments[c], moments[channels + c], moments[2 * channels + c]);
            }
            MetricSums metricSums = new MetricSums(metricList, columns, metrics);
            return new GradientShard(
                    gradient, new LossSum(loss, divisor), examples, merged, metricSums, nonFiniteShard);
        }

        public float[] gradient() {
            return gradient;
        }

        public double[] moments() {
            return moments;
        }

        public double[] metrics() {
            return metrics;
        }

        public double loss() {
            return loss;
        }

        public double divisor() {
            return divisor;
        }

        public long examples() {
            return examples;
        }

        public int nonFiniteShard() {
            return nonFiniteShard;
        }
    }
}
