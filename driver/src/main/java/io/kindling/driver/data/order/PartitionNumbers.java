package io.kindling.driver.data.order;

import org.apache.spark.Partitioner;

/** A partitioner whose keys are partition numbers. */
final class PartitionNumbers extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int partitions;

    PartitionNumbers(int partitions) {
        this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
        return partitions;
    }

    @Override
    public int getPartition(Object key) {
        return (Integer) key;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PartitionNumbers that && that.partitions == partitions;
    }

    @Override
    public int hashCode() {
        return partitions;
    }
}
