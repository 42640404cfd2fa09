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
        MicroBatch pass = new MicroBatch(new BatchPosition(0, 0, 0), null, 0, 2);
        return new LocalJob.Work(pass, new ModelState(new float[1], new float[0]), task -> Collections.emptyIterator());
    }

    private Future<Optional<LocalJob.Work>> waiting(int task) {
        Callable<Optional<LocalJob.Work>> asking = () -> job.work(task);
        return threads.submit(asking);
    }

    @Test
    void tasksThatCameFirstGetTheModelWhenItIsGivenAndTheDriverAllResults() throws Exception {
        List<Future<Optional<LocalJob.Work>>> tasks = List.of(waiting(0), waiting(1));
        assertThat(job.give(work, received::add)).isTrue();
        job.awaitStart();
        for (int task = 0; task < 2; task++) {
            assertThat(tasks.get(task).get()).containsSame(work);
            job.leave(task, work, result("" + task));
        }
        job.await();
        assertThat(received).extracting(GradientResult::backend).containsExactly("0", "1");
    }

    @Test
    void tasksGiveUpTogetherWhenNoModelComes() throws Exception {
        long began = System.nanoTime();
        Future<Optional<LocalJob.Work>> first = waiting(0);
        assertThat(first.get()).isEmpty();
        assertThat(System.nanoTime() - began).isGreaterThan(LocalJob.PATIENCE_MILLIS * 1_000_000 / 2);
        assertThat(job.give(work, received::add)).isFalse();
        assertThat(job.work(1)).isEmpty();
    }

    @Test
    void tasksOfAClosedJobEndAtOnceUnlessTheyHaveAPass() throws Exception {
        Future<Optional<LocalJob.Work>> task = waiting(0);
        job.close();
        assertThat(task.get()).isEmpty();

        LocalJob given = new LocalJob(1, LocalJob.START_MILLIS);
        assertThat(given.give(work, received::add)).isTrue();
        given.close();
        assertThat(given.work(0)).containsSame(work);
    }

    @Test
    void theFirstResultOfATaskCounts() {
        job.give(work, received::add);
        assertThat(job.work(0)).containsSame(work);
        assertThat(job.work(1)).containsSame(work);
        job.leave(0, work, result("first"));
        job.leave(0, work, result("again"));
        job.close();
        assertThat(job.work(0)).isEmpty();
        job.leave(1, work, result("other"));
        job.await();
        assertThat(received).extracting(GradientResult::backend).containsExactly("first", "other");
    }

    @Test
    void tasksGoOnToTheNextPass() throws Exception {
        job.give(work, received::add);
        for (int task = 0; task < 2; task++) {
            assertThat(job.work(task)).containsSame(work);
        }
        job.leave(0, work, result("0"));
        Future<Optional<LocalJob.Work>> quick = waiting(0);
        job.leave(1, work, result("1"));
        job.await();
        assertThat(job.goesOn(Long.MAX_VALUE)).isTrue();
        assertThat(job.goesOn(0)).isFalse();

        LocalJob.Work next = work();
        assertThat(job.give(next, received::add)).isTrue();
        assertThat(quick.get()).containsSame(next);
        job.leave(0, work, result("of the pass before"));
        job.leave(0, next, result("0 again"));
        job.close();
        assertThat(job.work(1)).containsSame(next);
        job.leave(1, next, result("1 again"));
        job.await();
        assertThat(received).extracting(GradientResult::backend).containsExactly("0", "1", "0 again", "1 again");
        assertThat(job.work(0)).isEmpty();
        assertThat(job.give(work(), received::add)).isFalse();
    }

    /** It holds the core that the other may be waiting for. */
    @Test
    void aTaskDoesNotWaitForAPassAsLongAsAnotherHasNotStarted() {
        job.give(work, received::add);
        assertThat(job.work(0)).containsSame(work);
        job.leave(0, work, result("0"));
        long began = System.nanoTime();
        assertThat(job.work(0)).isEmpty();
        assertThat(System.nanoTime() - began).isLessThan(LocalJob.PATIENCE_MILLIS * 1_000_000 / 2);
        assertThat(job.goesOn(Long.MAX_VALUE)).isFalse();
        assertThat(job.isCrowded()).isTrue();
        assertThat(job.work(1)).containsSame(work);
        job.leave(1, work, result("1"));
        job.await();
        assertThat(job.give(work(), received::add)).isFalse();
    }

    /** The wait for cores is not theirs. */
    @Test
    void theLeaseBeginsWhenAllTasksHaveAPass() {
        assertThat(job.give(work, received::add)).isTrue();
        assertThat(job.goesOn(1)).isTrue();
        assertThat(job.work(0)).containsSame(work);
        assertThat(job.goesOn(1)).isTrue();
        assertThat(job.work(1)).containsSame(work);
        assertThat(job.goesOn(1)).isFalse();
        assertThat(job.goesOn(Long.MAX_VALUE)).isTrue();
        assertThat(job.isCrowded()).isFalse();
    }

    @Test
    void tasksGiveUpTogetherWhenNoNextPassComes() throws Exception {
        job.give(work, received::add);
        for (int task = 0; task < 2; task++) {
            assertThat(job.work(task)).containsSame(work);
        }
        for (int task = 0; task < 2; task++) {
            job.leave(task, work, result("" + task));
        }
        assertThat(waiting(0).get()).isEmpty();
        assertThat(job.work(1)).isEmpty();
        assertThat(job.give(work(), received::add)).isFalse();
    }

    /** What Spark repeats after a failure goes on with the pass that it owes. */
    @Test
    void aTaskThatIsRepeatedGetsThePassThatItHasNotLeft() {
        job.give(work, received::add);
        assertThat(job.work(0)).containsSame(work);
        assertThat(job.work(1)).containsSame(work);
        job.leave(0, work, result("0"));
        assertThat(job.work(1)).containsSame(work);
        job.leave(1, work, result("1"));
        job.await();
        assertThat(received).hasSize(2);
    }

    @Test
    void whatSparkFailedWithIsThrownAsItIs() {
        SparkException failure = new SparkException("aborted");
        job.give(work, received::add);
        job.leave(0, work, result("one"));
        job.end(failure);
        assertThat(job.awaitStart()).isFalse();
        assertThatThrownBy(job::await).isSameAs(failure);
    }

    @Test
    void aFailureOfSparkBeforeThereIsAModelIsThrownInsteadOfARepetition() throws Exception {
        Future<Optional<LocalJob.Work>> task = waiting(0);
        SparkException failure = new SparkException("cancelled");
        job.end(failure);
        assertThat(task.get()).isEmpty();
        assertThat(job.give(work, received::add)).isTrue();
        job.awaitStart();
        assertThatThrownBy(job::await).isSameAs(failure);
        assertThat(job.work(1)).isEmpty();
    }

    @Test
    void aFailureOfSparkAfterAllResultsIsNone() {
        job.give(work, received::add);
        job.leave(0, work, result("0"));
        job.leave(1, work, result("1"));
        job.end(new SparkException("aborted"));
        job.await();
        assertThat(received).hasSize(2);
    }

    @Test
    void anErrorWhileAResultIsReceivedIsThrownAndTheResultNotReceivedAgain() {
        OutOfMemoryError error = new OutOfMemoryError("while merging");
        job.give(work, result -> {
            received.add(result);
            throw error;
        });
        assertThatThrownBy(() -> job.leave(0, work, result("0"))).isSameAs(error);
        assertThat(job.work(0)).isEmpty();
        job.end(new SparkException("aborted"));
        assertThatThrownBy(job::await).isSameAs(error);
        assertThat(received).hasSize(1);
    }

    @Test
    void aJobThatEndsWithoutItsResultsIsAnError() {
        job.give(work, received::add);
        job.end(null);
        assertThatThrownBy(job::await).hasMessage("Spark ended a job without its results");
    }

    @Test
    void aDriverThatIsInterruptedStopsWaiting() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(job::await).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }
}
