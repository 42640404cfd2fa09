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
 * The jobs of a training whose executor is the driver's own process. The tasks of one go on from pass to pass, also over other chunks, for as long as the lease lasts: Spark schedules a job once
 * in some hundred passes, and other jobs of the application get the cores in between. While the last pass of one job computes, the next job is submitted already, and its tasks stand ready when
 * the model is updated. Passes are computed as everywhere, and so are the bits; a task that fails is Spark's to repeat, as ever.
 */
final class LocalJobs implements AutoCloseable {
    private static final long CLOSING_SECONDS = 30;

    private final RDD<ShardBlock> blocks;
    private final long lease;
    private final Broadcast<Description<ExecutorContext>> replica;
    private final Handover handover;
    /** They inherit what the training's thread had set for its jobs when the training began: group, description, pool. */
    private final ExecutorService submitters = Executors.newCachedThreadPool(LocalJobs::daemon);

    /** Where the next pass is to be computed: the present job, or one that was submitted ahead. */
    private Submitted ready;

    private long lastPassNanos;
    /** The last job had fewer cores than tasks. */
    private boolean crowded;

    /**
     * Jobs over prepared blocks.
     *
     * @param lease nanoseconds that tasks hold their cores, if no pass is longer; 0 for a job a pass
     */
    LocalJobs(RDD<ShardBlock> blocks, long lease, Broadcast<Description<ExecutorContext>> replica) {
        this.blocks = blocks;
        this.lease = lease;
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
     * Computes a pass, and returns when all its results were received.
     *
     * @param model nobody writes to it meanwhile
     * @param received gets each result when it is there, one at a time
     * @param next made ready for as soon as this one runs; not necessarily what comes next
     */
    void run(MicroBatch pass, ModelState model, Consumer<GradientResult> received, Optional<MicroBatch> next) {
        Submitted now = given(new LocalJob.Work(pass, model, task -> blocks(pass, task)), received);
        boolean done = false;
        try {
            boolean runs = now.job().awaitStart();
            long began = System.nanoTime();
            if (runs) {
                ready = next.map(following -> jobFor(following, now)).orElse(null);
            }
            if (!now.equals(ready)) {
                // Its tasks leave their cores to those of the next job, one by one.
                now.job().close();
            }
            now.job().await();
            lastPassNanos = System.nanoTime() - began;
            crowded = now.job().isCrowded();
            done = true;
        } finally {
            if (!done) {
                settle();
            }
            if (!now.equals(ready)) {
                letGo(now);
            }
        }
    }

    private Submitted given(LocalJob.Work work, Consumer<GradientResult> received) {
        if (ready == null || !covers(ready, work.pass()) || !ready.job().give(work, received)) {
            settle();
            // It has its pass before its tasks can give up.
            LocalJob job = job(work.pass());
            job.give(work, received);
            ready = submitted(work.pass(), job);
        }
        return ready;
    }

    /** Whether the job has the tasks for a pass, of whatever chunk, and with accumulation of whatever part of it: any task can read any partition. */
    private static boolean covers(Submitted submitted, MicroBatch pass) {
        return submitted.tasks() == tasks(pass);
    }

    /** What a task of this process reads of a pass, through Spark's own way to the blocks. */
    private Iterator<ShardBlock> blocks(MicroBatch pass, int task) {
        Partition partition = blocks.partitions()[pass.from() + task];
        return Iterators.asJava(blocks.iterator(partition, TaskContext.get()));
    }

    private Submitted jobFor(MicroBatch following, Submitted now) {
        return covers(now, following) && now.job().goesOn(lease - lastPassNanos)
                ? now
                : submitted(following, job(following));
    }

    private LocalJob job(MicroBatch pass) {
        return new LocalJob(tasks(pass), crowded ? 0 : LocalJob.START_MILLIS);
    }

    private static int tasks(MicroBatch pass) {
        return pass.to() - pass.from();
    }

    private Submitted submitted(MicroBatch pass, LocalJob job) {
        long ticket = handover.open(job);
        RDD<ShardBlock> part = PartitionJob.part(blocks, pass.from(), pass.to());
        Task task = new Task(replica, ticket);
        submitters.execute(() -> run(part, task, job));
        return new Submitted(tasks(pass), job, ticket);
    }

    private static void run(RDD<ShardBlock> part, Task task, LocalJob job) {
        try {
            PartitionJob.run(part, Boolean.class, task, done -> {});
            job.end(null);
        } catch (Throwable e) {
            // Whatever it is, the thread of the training has to see it.
            job.end(e);
        }
    }

    /** Lets go of a job that stands ready for a pass that does not come. */
    void settle() {
        if (ready != null) {
            letGo(ready);
            ready = null;
        }
    }

    private void letGo(Submitted submitted) {
        submitted.job().close();
        handover.close(submitted.ticket());
    }

    /** Returns when Spark has ended all jobs, or after half a minute, where it has other work first. */
    @Override
    public void close() {
        settle();
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
                // Spark counts failures by job: the next pass gets one with none.
                job.close();
            }
            int number = context.partitionId();
            Optional<LocalJob.Work> next = job.work(number);
            while (next.isPresent() && !context.isInterrupted()) {
                LocalJob.Work work = next.get();
                job.leave(number, work, new GradientTask(replica, work.pass()).run(work.blocks(number), work::model));
                next = job.work(number);
            }
        }
    }
}
