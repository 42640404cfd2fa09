package io.kindling.driver.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.gradient.BatchPosition;
import io.kindling.trainer.network.ModelState;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class LocalJobTest {
    private final LocalJob.Work work = work();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<GradientResult> received = new ArrayList<>();
    private final LocalJob job = new LocalJob(2, LocalJob.START_MILLIS);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private static GradientResult result(String backend) {
        return new GradientResult(List.of(), backend, GradientResult.Times.NONE, () -> {});
    }

    private static LocalJob.Work work() {
        MicroBatch microBatch = new MicroBatch(new BatchPosition(0, 0, 0), null, 0, 2);
        return new LocalJob.Work(
                microBatch, new ModelState(new float[1], new float[0]), task -> Collections.emptyIterator());
    }

    private Future<Optional<LocalJob.Work>> waiting(int task) {
        Callable<Optional<LocalJob.Work>> asking = () -> job.work(task);
        return threads.submit(asking);
    }

    @Test
    void waitingTasksGetTheModelAndTheDriverAllResults() throws Exception {
        List<Future<Optional<LocalJob.Work>>> tasks = List.of(waiting(0), waiting(1));
        assertThat(job.submit(work, received::add)).isTrue();
        job.awaitStart();
        for (int task = 0; task < 2; task++) {
            assertThat(tasks.get(task).get()).containsSame(work);
            job.deliver(task, work, result("" + task));
        }
        job.await();
        assertThat(received).extracting(GradientResult::backend).containsExactly("0", "1");
    }

    @Test
    void allTasksEndIfNoModelIsSubmitted() throws Exception {
        long began = System.nanoTime();
        Future<Optional<LocalJob.Work>> first = waiting(0);
        assertThat(first.get()).isEmpty();
        assertThat(System.nanoTime() - began).isGreaterThan(LocalJob.WAIT_MILLIS * 1_000_000 / 2);
        assertThat(job.submit(work, received::add)).isFalse();
        assertThat(job.work(1)).isEmpty();
    }

    @Test
    void tasksOfAClosedJobEndAfterTheirMicroBatch() throws Exception {
        Future<Optional<LocalJob.Work>> task = waiting(0);
        job.close();
        assertThat(task.get()).isEmpty();

        LocalJob closed = new LocalJob(1, LocalJob.START_MILLIS);
        assertThat(closed.submit(work, received::add)).isTrue();
        closed.close();
        assertThat(closed.work(0)).containsSame(work);
    }

    @Test
    void firstResultOfATaskCounts() {
        job.submit(work, received::add);
        assertThat(job.work(0)).containsSame(work);
        assertThat(job.work(1)).containsSame(work);
        job.deliver(0, work, result("first"));
        job.deliver(0, work, result("again"));
        job.close();
        assertThat(job.work(0)).isEmpty();
        job.deliver(1, work, result("other"));
        job.await();
        assertThat(received).extracting(GradientResult::backend).containsExactly("first", "other");
    }

    @Test
    void tasksContinueWithTheNextMicroBatch() throws Exception {
        job.submit(work, received::add);
        for (int task = 0; task < 2; task++) {
            assertThat(job.work(task)).containsSame(work);
        }
        job.deliver(0, work, result("0"));
        Future<Optional<LocalJob.Work>> quick = waiting(0);
        job.deliver(1, work, result("1"));
        job.await();
        assertThat(job.isWithinHoldTime(Long.MAX_VALUE)).isTrue();
        assertThat(job.isWithinHoldTime(0)).isFalse();

        LocalJob.Work next = work();
        assertThat(job.submit(next, received::add)).isTrue();
        assertThat(quick.get()).containsSame(next);
        job.deliver(0, work, result("of the previous micro-batch"));
        job.deliver(0, next, result("0 again"));
        job.close();
        assertThat(job.work(1)).containsSame(next);
        job.deliver(1, next, result("1 again"));
        job.await();
        assertThat(received).extracting(GradientResult::backend).containsExactly("0", "1", "0 again", "1 again");
        assertThat(job.work(0)).isEmpty();
        assertThat(job.submit(work(), received::add)).isFalse();
    }

    /** The task occupies a core that the other task may need. */
    @Test
    void taskDoesNotWaitWhileAnotherHasNotStarted() {
        job.submit(work, received::add);
        assertThat(job.work(0)).containsSame(work);
        job.deliver(0, work, result("0"));
        long began = System.nanoTime();
        assertThat(job.work(0)).isEmpty();
        assertThat(System.nanoTime() - began).isLessThan(LocalJob.WAIT_MILLIS * 1_000_000 / 2);
        assertThat(job.isWithinHoldTime(Long.MAX_VALUE)).isFalse();
        assertThat(job.lacksCores()).isTrue();
        assertThat(job.work(1)).containsSame(work);
        job.deliver(1, work, result("1"));
        job.await();
        assertThat(job.submit(work(), received::add)).isFalse();
    }

    /** The wait for cores does not count. */
    @Test
    void holdTimeBeginsWhenAllTasksRun() {
        assertThat(job.submit(work, received::add)).isTrue();
        assertThat(job.isWithinHoldTime(1)).isTrue();
        assertThat(job.work(0)).containsSame(work);
        assertThat(job.isWithinHoldTime(1)).isTrue();
        assertThat(job.work(1)).containsSame(work);
        assertThat(job.isWithinHoldTime(1)).isFalse();
        assertThat(job.isWithinHoldTime(Long.MAX_VALUE)).isTrue();
        assertThat(job.lacksCores()).isFalse();
    }

    @Test
    void allTasksEndIfNoNextMicroBatchIsSubmitted() throws Exception {
        job.submit(work, received::add);
        for (int task = 0; task < 2; task++) {
            assertThat(job.work(task)).containsSame(work);
        }
        for (int task = 0; task < 2; task++) {
            job.deliver(task, work, result("" + task));
        }
        assertThat(waiting(0).get()).isEmpty();
        assertThat(job.work(1)).isEmpty();
        assertThat(job.submit(work(), received::add)).isFalse();
    }

    /** A repeated task resumes with the micro-batch that it has not delivered. */
    @Test
    void repeatedTaskGetsItsUndeliveredMicroBatch() {
        job.submit(work, received::add);
        assertThat(job.work(0)).containsSame(work);
        assertThat(job.work(1)).containsSame(work);
        job.deliver(0, work, result("0"));
        assertThat(job.work(1)).containsSame(work);
        job.deliver(1, work, result("1"));
        job.await();
        assertThat(received).hasSize(2);
    }

    @Test
    void sparkFailureIsThrownUnchanged() {
        SparkException failure = new SparkException("aborted");
        job.submit(work, received::add);
        job.deliver(0, work, result("one"));
        job.end(failure);
        assertThat(job.awaitStart()).isFalse();
        assertThatThrownBy(job::await).isSameAs(failure);
    }

    @Test
    void sparkFailureBeforeTheFirstModelIsThrown() throws Exception {
        Future<Optional<LocalJob.Work>> task = waiting(0);
        SparkException failure = new SparkException("cancelled");
        job.end(failure);
        assertThat(task.get()).isEmpty();
        assertThat(job.submit(work, received::add)).isTrue();
        job.awaitStart();
        assertThatThrownBy(job::await).isSameAs(failure);
        assertThat(job.work(1)).isEmpty();
    }

    @Test
    void sparkFailureAfterAllResultsIsIgnored() {
        job.submit(work, received::add);
        job.deliver(0, work, result("0"));
        job.deliver(1, work, result("1"));
        job.end(new SparkException("aborted"));
        job.await();
        assertThat(received).hasSize(2);
    }

    @Test
    void errorWhileReceivingIsThrownAndNotRepeated() {
        OutOfMemoryError error = new OutOfMemoryError("while merging");
        job.submit(work, result -> {
            received.add(result);
            throw error;
        });
        assertThatThrownBy(() -> job.deliver(0, work, result("0"))).isSameAs(error);
        assertThat(job.work(0)).isEmpty();
        job.end(new SparkException("aborted"));
        assertThatThrownBy(job::await).isSameAs(error);
        assertThat(received).hasSize(1);
    }

    @Test
    void jobWithoutAllResultsIsAnError() {
        job.submit(work, received::add);
        job.end(null);
        assertThatThrownBy(job::await).hasMessage("Spark ended a job before all results were received");
    }

    @Test
    void interruptedDriverStopsWaiting() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(job::await).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }
}
