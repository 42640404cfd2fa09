package io.kindling.driver.training;

import java.io.Serializable;
import java.util.Iterator;
import java.util.function.Consumer;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.rdd.RDD;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * One Spark job over neighbouring partitions, as cheap as Spark lets it be: functions are plain classes, which Spark serialises without first reading the bytecode of
 * closures, and no Scala collection stands in a signature.
 */
public final class PartitionJob {
    private PartitionJob() {}

    /** What a task makes of the elements of its partition. */
    public interface Task<T, R> extends Serializable {
        R run(Iterator<T> elements);
    }

    /**
     * Runs the task on all partitions, and returns when all results were received.
     *
     * @param received gets each result when it arrives, one at a time, in no order, in a thread of Spark's; must not throw
     */
    public static <T, R> void run(RDD<T> elements, Class<R> type, Task<T, R> task, Consumer<R> received) {
        ClusterErrors.explained(() -> elements.context()
                .runJob(elements, new Call<>(task), new Receive<>(received), ClassTag$.MODULE$.apply(type)));
    }

    /** The partitions {@code [from, to)}. */
    static <T> RDD<T> part(RDD<T> elements, int from, int to) {
        return PartitionPruningRDD.create(elements, new Range(from, to));
    }

    private static final class Receive<R> extends AbstractFunction2<Object, R, BoxedUnit> {
        private final Consumer<R> received;

        Receive(Consumer<R> received) {
            this.received = received;
        }

        @Override
        public BoxedUnit apply(Object partition, R result) {
            received.accept(result);
            return BoxedUnit.UNIT;
        }
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

    private static final class Call<T, R> extends AbstractFunction2<TaskContext, scala.collection.Iterator<T>, R>
            implements Serializable {
        private static final long serialVersionUID = 1L;

        private final Task<T, R> task;

        Call(Task<T, R> task) {
            this.task = task;
        }

        @Override
        public R apply(TaskContext context, scala.collection.Iterator<T> elements) {
            return ClusterErrors.withinHeap(() -> task.run(Iterators.asJava(elements)));
        }
    }
}
