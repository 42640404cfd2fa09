package io.kindling.driver.training;

import io.kindling.driver.data.block.ShardBlock;
import io.kindling.driver.serialization.Description;
import io.kindling.trainer.gradient.ArrayPool;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import scala.Tuple2;

/**
 * Sends gradients from many tasks to the driver. With depth 1, the driver receives all results. With depth d, executors
 * merge the results of neighboring tasks in d - 1 shuffles, and about t<sup>1/d</sup> results of t tasks reach the
 * driver. The driver receives and adds less, but waits for the shuffles. Merging follows the shard tree, so the bits do
 * not change.
 */
final class TreeAggregation {
    private TreeAggregation() {}

    static void run(
            RDD<ShardBlock> blocks,
            int depth,
            PartitionJob.Task<ShardBlock, GradientResult> task,
            Broadcast<Description<ExecutorContext>> replica,
            Consumer<GradientResult> received) {
        int tasks = blocks.getNumPartitions();
        int fanIn = fanIn(tasks, depth);
        if (fanIn == tasks) {
            PartitionJob.run(blocks, GradientResult.class, task, received);
            return;
        }
        JavaRDD<GradientResult> results = blocks.toJavaRDD().mapPartitions(new Compute(task));
        while (results.getNumPartitions() > fanIn) {
            int groups = (results.getNumPartitions() + fanIn - 1) / fanIn;
            JavaPairRDD<Integer, GradientResult> grouped = results.mapPartitionsToPair(new Group(fanIn));
            results = grouped.partitionBy(new Groups(groups)).mapPartitions(new Merge(replica));
        }
        try {
            PartitionJob.run(results.rdd(), GradientResult.class, Iterator::next, received);
        } finally {
            results.rdd().cleanShuffleDependencies(false);
        }
    }

    /**
     * Number of results that are merged into one: the smallest integer, at least 2, whose power {@code depth} is at
     * least the number of tasks.
     */
    static int fanIn(int tasks, int depth) {
        int fanIn = Math.min(2, tasks);
        while (Math.pow(fanIn, depth) < tasks) {
            fanIn++;
        }
        return fanIn;
    }

    private static final class Compute implements FlatMapFunction<Iterator<ShardBlock>, GradientResult> {
        private static final long serialVersionUID = 1L;

        private final PartitionJob.Task<ShardBlock, GradientResult> task;

        Compute(PartitionJob.Task<ShardBlock, GradientResult> task) {
            this.task = task;
        }

        @Override
        public Iterator<GradientResult> call(Iterator<ShardBlock> blocks) {
            return List.of(ClusterErrors.withinHeap(() -> task.run(blocks))).iterator();
        }
    }

    private static final class Group implements PairFlatMapFunction<Iterator<GradientResult>, Integer, GradientResult> {
        private static final long serialVersionUID = 1L;

        private final int fanIn;

        Group(int fanIn) {
            this.fanIn = fanIn;
        }

        @Override
        public Iterator<Tuple2<Integer, GradientResult>> call(Iterator<GradientResult> results) {
            int group = TaskContext.getPartitionId() / fanIn;
            return List.of(new Tuple2<>(group, results.next())).iterator();
        }
    }

    private static final class Groups extends org.apache.spark.Partitioner {
        private static final long serialVersionUID = 1L;

        private final int count;

        Groups(int count) {
            this.count = count;
        }

        @Override
        public int numPartitions() {
            return count;
        }

        @Override
        public int getPartition(Object group) {
            return (Integer) group;
        }
    }

    private static final class Merge
            implements FlatMapFunction<Iterator<Tuple2<Integer, GradientResult>>, GradientResult> {
        private static final long serialVersionUID = 1L;

        private final Broadcast<Description<ExecutorContext>> replica;

        Merge(Broadcast<Description<ExecutorContext>> replica) {
            this.replica = replica;
        }

        @Override
        public Iterator<GradientResult> call(Iterator<Tuple2<Integer, GradientResult>> results) {
            Merger merger = new Merger(replica.value().value(), new ArrayPool(0));
            results.forEachRemaining(result -> merger.accept(result._2()));
            return List.of(merger.result()).iterator();
        }
    }
}
