package io.kindling.driver.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.sql.SparkSession;

/** Counts what happens to an application, to show that a fault struck, and acts at chosen jobs; an iteration is a job. Events come on one thread of Spark's, a little after the fact. */
final class Witness extends SparkListener {
    private final Map<Integer, Runnable> actions = new HashMap<>();
    private final AtomicInteger jobs = new AtomicInteger();
    private final AtomicInteger failedTasks = new AtomicInteger();
    private final AtomicInteger speculativeSuccesses = new AtomicInteger();
    private final AtomicInteger addedExecutors = new AtomicInteger();
    private final AtomicInteger removedExecutors = new AtomicInteger();
    private final AtomicInteger acted = new AtomicInteger();
    private final Map<String, AtomicInteger> tasks = new ConcurrentHashMap<>();

    /** Runs the action when so many jobs have started; to be said before the witness is attached. */
    Witness at(int job, Runnable action) {
        actions.put(job, action);
        return this;
    }

    Witness attach(SparkSession spark) {
        spark.sparkContext().addSparkListener(this);
        return this;
    }

    @Override
    public void onJobStart(SparkListenerJobStart start) {
        Runnable action = actions.get(jobs.incrementAndGet());
        if (action != null) {
            action.run();
            acted.incrementAndGet();
        }
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        tasks.computeIfAbsent(end.taskInfo().executorId(), executor -> new AtomicInteger())
                .incrementAndGet();
        if (end.taskInfo().failed()) {
            failedTasks.incrementAndGet();
        }
        if (end.taskInfo().speculative() && end.taskInfo().successful()) {
            speculativeSuccesses.incrementAndGet();
        }
    }

    @Override
    public void onExecutorAdded(SparkListenerExecutorAdded added) {
        addedExecutors.incrementAndGet();
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        removedExecutors.incrementAndGet();
    }

    int jobs() {
        return jobs.get();
    }

    /** Actions that ran to their end. */
    int acted() {
        return acted.get();
    }

    /** Tasks that ended on each executor, the fewest first. */
    List<Integer> tasks() {
        return tasks.values().stream().map(AtomicInteger::get).sorted().toList();
    }

    int failedTasks() {
        return failedTasks.get();
    }

    int speculativeSuccesses() {
        return speculativeSuccesses.get();
    }

    /** Executors that came after the witness was attached. */
    int addedExecutors() {
        return addedExecutors.get();
    }

    int removedExecutors() {
        return removedExecutors.get();
    }
}
