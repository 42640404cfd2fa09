package io.kindling.driver.training;

import io.kindling.driver.data.ShardBlock;
import io.kindling.driver.wire.Description;
import io.kindling.driver.wire.GradientResult;
import io.kindling.trainer.network.ModelState;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.TaskContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;

/**
 * The jobs of a training whose executor is the driver's own process. While one computes, the next is submitted already: Spark schedules it behind the other's back, and its tasks stand ready
 * when the model is updated. The tasks are the same, and so are the bits; one that fails is Spark's to repeat, as ever.
 */
final class LocalJobs implements AutoCloseable {
    private static final long CLOSING_SECONDS = 30;

    private final RDD<ShardBlock> blocks;
    private final Broadcast<Description<Replica>> replica;
    private final Handover handover;
    /** They inherit what the training's thread had set for its jobs when the training began: group, description, pool. */
    private final ExecutorService submitters = Executors.newCachedThreadPool(LocalJobs::daemon);

    private Submitted ahead;

    LocalJobs(RDD<ShardBlock> blocks, Broadcast<Description<Replica>> replica) {
        this.blocks = blocks;
        this.replica = replica;
        this.handover = replica.value().value().handover();
    }

    private record Submitted(Pass pass, LocalJob job, long ticket) {}

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
     * @param next submitted as soon as this one runs; not necessarily what comes next
     */
    void run(Pass pass, ModelState model, Consumer<GradientResult> received, Optional<Pass> next) {
        Submitted now = given(pass, model, received);
        try {
            if (now.job().awaitStart()) {
                ahead = next.map(following -> submitted(following, job(following)))
                        .orElse(null);
            }
            now.job().await();
        } finally {
            handover.close(now.ticket());
        }
    }

    private Submitted given(Pass pass, ModelState model, Consumer<GradientResult> received) {
        Submitted ready = ahead;
        if (ready != null && ready.pass().equals(pass) && ready.job().give(model, received)) {
            ahead = null;
            return ready;
        }
        settle();
        LocalJob job = job(pass);
        job.give(model, received);
        return submitted(pass, job);
    }

    private static LocalJob job(Pass pass) {
        return new LocalJob(pass.to() - pass.from());
    }

    private Submitted submitted(Pass pass, LocalJob job) {
        long ticket = handover.open(job);
        RDD<ShardBlock> part = PartitionJob.part(blocks, pass.from(), pass.to());
        Task task = new Task(new GradientTask(replica, pass), replica, ticket);
        submitters.execute(() -> run(part, task, job));
        return new Submitted(pass, job, ticket);
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

    /** Lets go of a job that was submitted for a pass that does not come. */
    void settle() {
        if (ahead != null) {
            ahead.job().abandon();
            handover.close(ahead.ticket());
            ahead = null;
        }
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

        private final GradientTask gradient;
        private final Broadcast<Description<Replica>> replica;
        private final long ticket;

        Task(GradientTask gradient, Broadcast<Description<Replica>> replica, long ticket) {
            this.gradient = gradient;
            this.replica = replica;
            this.ticket = ticket;
        }

        @Override
        public Boolean run(Iterator<ShardBlock> blocks) {
            int number = TaskContext.getPartitionId();
            Optional<LocalJob> job = replica.value().value().handover().job(ticket);
            Optional<ModelState> model = job.flatMap(open -> open.model(number));
            model.ifPresent(state -> job.orElseThrow().leave(number, gradient.run(blocks, () -> state)));
            return model.isPresent();
        }
    }
}
