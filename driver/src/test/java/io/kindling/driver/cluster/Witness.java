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

/**
 * A listener that counts events of an application, to verify that a fault occurred, and runs actions at given jobs. An
 * iteration is a job. Spark sends events in one thread, shortly after they occur.
 */
final class Witness extends SparkListener {
    private final Map<Integer, Runnable> actions = new HashMap<>();
    private final AtomicInteger jobs = new AtomicInteger();
    private final AtomicInteger failedTasks = new AtomicInteger();
    private final AtomicInteger speculativeSuccesses = new AtomicInteger();
    private final AtomicInteger addedExecutors = new AtomicInteger();
    private final AtomicInteger removedExecutors = new AtomicInteger();
    private final AtomicInteger acted = new AtomicInteger();
    private final Map<String, AtomicInteger> tasks = new ConcurrentHashMap<>();

    /** Runs an action when the given number of jobs has started. Call it before attaching the listener. */
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

    /** Number of completed actions. */
    int acted() {
        return acted.get();
    }

    /** Completed tasks per executor, in ascending order. */
    List<Integer> tasks() {
        return tasks.values().stream().map(AtomicInteger::get).sorted().toList();
    }

    int failedTasks() {
        return failedTasks.get();
    }

    int speculativeSuccesses() {
        return speculativeSuccesses.get();
    }

    /** Number of executors added after the listener was attached. */
    int addedExecutors() {
        return addedExecutors.get();
    }

    int removedExecutors() {
        return removedExecutors.get();
    }
}
