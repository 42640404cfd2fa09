package io.kindling.driver.data.order;

import org.apache.spark.Partitioner;

/** Partitions keys into ranges of equal width, in ascending order. Needs no sampling. */
final class KeyRanges extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int ranges;

    KeyRanges(int ranges) {
        this.ranges = ranges;
    }

    /** Returns the range that contains a bucket of keys. */
    static int range(int bucket, int ranges) {
        return (int) ((long) bucket * ranges / ContentOrder.BUCKETS);
    }

    @Override
    public int numPartitions() {
        return ranges;
    }

    @Override
    public int getPartition(Object example) {
        return range(ContentOrder.bucket(((KeyedExample) example).key()), ranges);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeyRanges that && that.ranges == ranges;
    }

    @Override
    public int hashCode() {
        return ranges;
    }
}
