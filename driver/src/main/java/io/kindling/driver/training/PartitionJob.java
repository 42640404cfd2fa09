package io.kindling.driver.training;

import io.kindling.driver.data.ShardBlock;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionPruningRDD;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;

/**
 * One Spark job over neighbouring partitions, as cheap as Spark lets it be: functions are plain classes, which Spark serialises without first reading the bytecode of
 * closures, and no Scala collection stands in a signature.
 */
final class PartitionJob {
    private PartitionJob() {}

    /** What a task makes of the blocks of its partition. */
    interface Task<R> extends Serializable {
        R run(Iterator<ShardBlock> blocks);
    }

    /** Runs the task on the partitions {@code [from, to)}; results in the order of the partitions. */
    @SuppressWarnings("unchecked")
    static <R> R[] run(JavaRDD<ShardBlock> blocks, int from, int to, Class<R> type, Task<R> task) {
        PartitionPruningRDD<ShardBlock> part = PartitionPruningRDD.create(blocks.rdd(), new Range(from, to));
        return ClusterErrors.explained(
                () -> (R[]) blocks.context().runJob(part, new Call<>(task), ClassTag$.MODULE$.apply(type)));
    }

    private static final class Range extends AbstractFunction1<Object, Object> implements Serializable {
        private static final long serialVersionUID = 1L;

        private final int from;
        private final int to;

        Range(int from, int to) {
            this.from = from;
            this.to = to;
        }

        @Override
        public Object apply(Object partition) {
            int number = (Integer) partition;
            return number >= from && number < to;
        }
    }

    private static final class Call<R> extends AbstractFunction2<TaskContext, scala.collection.Iterator<ShardBlock>, R>
            implements Serializable {
        private static final long serialVersionUID = 1L;

        private final Task<R> task;

        Call(Task<R> task) {
            this.task = task;
        }

        @Override
        public R apply(TaskContext context, scala.collection.Iterator<ShardBlock> blocks) {
            return ClusterErrors.withinHeap(() -> task.run(CollectionConverters.asJava(blocks)));
        }
    }
}
