package io.kindling.driver.data.order;

import org.apache.spark.Partitioner;

/** Cuts the keys into ranges of equal width, lowest first: known without sampling. */
final class KeyRanges extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int ranges;

    KeyRanges(int ranges) {
        this.ranges = ranges;
    }

    /** The range that holds a bucket of keys. */
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
