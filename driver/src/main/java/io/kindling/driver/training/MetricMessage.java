package io.kindling.driver.training;

import java.io.Serializable;

/** The metric sums of one block, sent to the driver. */
public final class MetricMessage implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int chunk;
    private final int shard;
    private final double[] sums;

    public MetricMessage(int chunk, int shard, double[] sums) {
        this.chunk = chunk;
        this.shard = shard;
        this.sums = sums;
    }

    public int chunk() {
        return chunk;
    }

    public int shard() {
        return shard;
    }

    public double[] sums() {
        return sums;
    }
}
