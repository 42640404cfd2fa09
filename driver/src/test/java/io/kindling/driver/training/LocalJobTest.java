package io.kindling.driver.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.wire.GradientResult;
import io.kindling.trainer.network.ModelState;
import java.util.ArrayList;
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
    private final ModelState model = new ModelState(new float[1], new float[0]);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<GradientResult> received = new ArrayList<>();
    private final LocalJob job = new LocalJob(2);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private static GradientResult result(String backend) {
        return new GradientResult(List.of(), backend, GradientResult.Times.NONE, () -> {});
    }

    private Future<Optional<ModelState>> waiting(int task) {
        Callable<Optional<ModelState>> asking = () -> job.model(task);
        return threads.submit(asking);
    }

    @Test
    void tasksThatCameFirstGetTheModelWhenItIsGivenAndTheDriverAllResults() throws Exception {
        List<Future<Optional<ModelState>>> tasks = List.of(waiting(0), waiting(1));
        assertThat(job.give(model, received::add)).isTrue();
        job.awaitStart();
        for (int task = 0; task < 2; task++) {
            assertThat(tasks.get(task).get()).containsSame(model);
            job.leave(task, result("" + task));
        }
        job.await();
        assertThat(received).extracting(GradientResult::backend).containsExactly("0", "1");
    }

    @Test
    void tasksGiveUpTogetherWhenNoModelComes() throws Exception {
        long began = System.nanoTime();
        Future<Optional<ModelState>> first = waiting(0);
        assertThat(first.get()).isEmpty();
        assertThat(System.nanoTime() - began).isGreaterThan(LocalJob.PATIENCE_MILLIS * 1_000_000 / 2);
        assertThat(job.give(model, received::add)).isFalse();
        assertThat(job.model(1)).isEmpty();
    }

    @Test
    void abandonedTasksEndAtOnceUnlessTheyHaveAModel() throws Exception {
        Future<Optional<ModelState>> task = waiting(0);
        job.abandon();
        assertThat(task.get()).isEmpty();

        LocalJob given = new LocalJob(1);
        assertThat(given.give(model, received::add)).isTrue();
        given.abandon();
        assertThat(given.model(0)).containsSame(model);
    }

    @Test
    void theFirstResultOfATaskCounts() {
        job.give(model, received::add);
        job.leave(0, result("first"));
        job.leave(0, result("again"));
        assertThat(job.model(0)).isEmpty();
        job.leave(1, result("other"));
        job.await();
        assertThat(received).extracting(GradientResult::backend).containsExactly("first", "other");
    }

    @Test
    void whatSparkFailedWithIsThrownAsItIs() {
        SparkException failure = new SparkException("aborted");
        job.give(model, received::add);
        job.leave(0, result("one"));
        job.end(failure);
        assertThat(job.awaitStart()).isFalse();
        assertThatThrownBy(job::await).isSameAs(failure);
    }

    @Test
    void aFailureOfSparkBeforeThereIsAModelIsThrownInsteadOfARepetition() throws Exception {
        Future<Optional<ModelState>> task = waiting(0);
        SparkException failure = new SparkException("cancelled");
        job.end(failure);
        assertThat(task.get()).isEmpty();
        assertThat(job.give(model, received::add)).isTrue();
        job.awaitStart();
        assertThatThrownBy(job::await).isSameAs(failure);
        assertThat(job.model(1)).isEmpty();
    }

    @Test
    void aFailureOfSparkAfterAllResultsIsNone() {
        job.give(model, received::add);
        job.leave(0, result("0"));
        job.leave(1, result("1"));
        job.end(new SparkException("aborted"));
        job.await();
        assertThat(received).hasSize(2);
    }

    @Test
    void anErrorWhileAResultIsReceivedIsThrownAndTheResultNotReceivedAgain() {
        OutOfMemoryError error = new OutOfMemoryError("while merging");
        job.give(model, result -> {
            received.add(result);
            throw error;
        });
        assertThatThrownBy(() -> job.leave(0, result("0"))).isSameAs(error);
        assertThat(job.model(0)).isEmpty();
        job.end(new SparkException("aborted"));
        assertThatThrownBy(job::await).isSameAs(error);
        assertThat(received).hasSize(1);
    }

    @Test
    void aJobThatEndsWithoutItsResultsIsAnError() {
        job.give(model, received::add);
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
