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
 * Runs a Spark job over consecutive partitions with little overhead: functions are plain classes, so Spark does not
 * read the bytecode of closures to serialize them. No signature contains a Scala collection.
 */
public final class PartitionJob {
    private PartitionJob() {}

    /** A function of the elements of a partition. */
    public interface Task<T, R> extends Serializable {
        R run(Iterator<T> elements);
    }

    /**
     * Runs the task on all partitions and returns after all results are received.
     *
     * @param received called with each result as it arrives, one at a time, in any order, in a Spark thread; must not
     *     throw
     */
    public static <T, R> void run(RDD<T> elements, Class<R> type, Task<T, R> task, Consumer<R> received) {
        ClusterErrors.withExplanation(() -> elements.context()
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
