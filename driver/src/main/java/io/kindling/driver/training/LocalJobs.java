package io.kindling.driver.training;

import io.kindling.driver.data.block.ShardBlock;
import io.kindling.driver.serialization.Description;
import io.kindling.trainer.network.ModelState;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.Partition;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;

/**
 * The Spark jobs of a training in local mode, where the tasks run in the driver's process. The tasks of a job compute
 * micro-batch after micro-batch, across chunks, until the hold time ends. Spark therefore schedules one job per hundred
 * or so micro-batches, and other jobs of the application get the cores in between. While the last micro-batch of a job
 * is computed, the next job is already submitted, so its tasks are ready when the model is updated. The computation,
 * and so the bits, are the same as on a cluster. Spark repeats failed tasks as usual.
 */
final class LocalJobs implements AutoCloseable {
    private static final long CLOSING_SECONDS = 30;

    private final RDD<ShardBlock> blocks;
    private final long holdNanos;
    private final Broadcast<Description<ExecutorContext>> replica;
    private final Handover handover;
    /**
     * Threads that submit jobs. They inherit the job properties of the training thread at creation: group, description,
     * pool.
     */
    private final ExecutorService submitters = Executors.newCachedThreadPool(LocalJobs::daemon);

    /** The job for the next micro-batch: the current job, or one submitted ahead. */
    private Submitted ready;

    private long lastNanos;
    /** Whether the last job had fewer cores than tasks. */
    private boolean coresAreShort;

    /**
     * Creates the jobs of a training over prepared blocks.
     *
     * @param holdNanos time in nanoseconds for which tasks keep their cores if no micro-batch takes longer; 0 for one
     *     job per micro-batch
     */
    LocalJobs(RDD<ShardBlock> blocks, long holdNanos, Broadcast<Description<ExecutorContext>> replica) {
        this.blocks = blocks;
        this.holdNanos = holdNanos;
        this.replica = replica;
        this.handover = replica.value().value().handover();
    }

    private record Submitted(int tasks, LocalJob job, long ticket) {}

    private static Thread daemon(Runnable submission) {
        Thread thread = new Thread(submission, "kindling-job");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Computes a micro-batch and returns after all results are received.
     *
     * @param model must not be modified during the call
     * @param received called with each result as it arrives, one at a time
     * @param next expected next micro-batch, prepared as soon as this one runs; another one may follow
     */
    void run(MicroBatch microBatch, ModelState model, Consumer<GradientResult> received, Optional<MicroBatch> next) {
        Submitted now = submit(new LocalJob.Work(microBatch, model, task -> blocks(microBatch, task)), received);
        boolean done = false;
        try {
            boolean runs = now.job().awaitStart();
            long began = System.nanoTime();
            if (runs) {
                ready = next.map(following -> jobFor(following, now)).orElse(null);
            }
            if (!now.equals(ready)) {
                // Its tasks release their cores one by one to those of the next job.
                now.job().close();
            }
            now.job().await();
            lastNanos = System.nanoTime() - began;
            coresAreShort = now.job().lacksCores();
            done = true;
        } finally {
            if (!done) {
                releaseNext();
            }
            if (!now.equals(ready)) {
                release(now);
            }
        }
    }

    private Submitted submit(LocalJob.Work work, Consumer<GradientResult> received) {
        if (ready == null || !covers(ready, work.microBatch()) || !ready.job().submit(work, received)) {
            releaseNext();
            // Submit the micro-batch before its tasks can time out.
            LocalJob job = job(work.microBatch());
            job.submit(work, received);
            ready = submitted(work.microBatch(), job);
        }
        return ready;
    }

    /**
     * Whether the job has as many tasks as the micro-batch has partitions. Any task can read any partition, of any
     * chunk and any part of the batch.
     */
    private static boolean covers(Submitted submitted, MicroBatch microBatch) {
        return submitted.tasks() == tasks(microBatch);
    }

    /** The blocks that a task of this process reads for a micro-batch, through Spark. */
    private Iterator<ShardBlock> blocks(MicroBatch microBatch, int task) {
        Partition partition = blocks.partitions()[microBatch.from() + task];
        return Iterators.asJava(blocks.iterator(partition, TaskContext.get()));
    }

    private Submitted jobFor(MicroBatch following, Submitted now) {
        return covers(now, following) && now.job().isWithinHoldTime(holdNanos - lastNanos)
                ? now
                : submitted(following, job(following));
    }

    private LocalJob job(MicroBatch microBatch) {
        return new LocalJob(tasks(microBatch), coresAreShort ? 0 : LocalJob.START_MILLIS);
    }

    private static int tasks(MicroBatch microBatch) {
        return microBatch.to() - microBatch.from();
    }

    private Submitted submitted(MicroBatch microBatch, LocalJob job) {
        long ticket = handover.open(job);
        RDD<ShardBlock> part = PartitionJob.part(blocks, microBatch.from(), microBatch.to());
        Task task = new Task(replica, ticket);
        submitters.execute(() -> run(part, task, job));
        return new Submitted(tasks(microBatch), job, ticket);
    }

    private static void run(RDD<ShardBlock> part, Task task, LocalJob job) {
        try {
            PartitionJob.run(part, Boolean.class, task, done -> {});
            job.end(null);
        } catch (Throwable e) {
            // The training thread rethrows every kind of failure.
            job.end(e);
        }
    }

    /** Releases the job that is prepared for the next micro-batch. */
    void releaseNext() {
        if (ready != null) {
            release(ready);
            ready = null;
        }
    }

    private void release(Submitted submitted) {
        submitted.job().close();
        handover.close(submitted.ticket());
    }

    /** Closes all jobs. Waits up to 30 seconds for Spark to end them. */
    @Override
    public void close() {
        releaseNext();
        submitters.shutdown();
        try {
            submitters.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Task implements PartitionJob.Task<ShardBlock, Boolean> {
        private static final long serialVersionUID = 1L;

        private final Broadcast<Description<ExecutorContext>> replica;
        private final long ticket;

        Task(Broadcast<Description<ExecutorContext>> replica, long ticket) {
            this.replica = replica;
            this.ticket = ticket;
        }

        @Override
        public Boolean run(Iterator<ShardBlock> elements) {
            Optional<LocalJob> job = replica.value().value().handover().job(ticket);
            job.ifPresent(open -> run(TaskContext.get(), open));
            return job.isPresent();
        }

        private void run(TaskContext context, LocalJob job) {
            if (context.attemptNumber() > 0) {
                // Spark counts failures per job: start a new job for the next micro-batch.
                job.close();
            }
            int number = context.partitionId();
            Optional<LocalJob.Work> next = job.work(number);
            while (next.isPresent() && !context.isInterrupted()) {
                LocalJob.Work work = next.get();
                job.deliver(
                        number,
                        work,
                        new GradientTask(replica, work.microBatch()).run(work.blocks(number), work::model));
                next = job.work(number);
            }
        }
    }
}
