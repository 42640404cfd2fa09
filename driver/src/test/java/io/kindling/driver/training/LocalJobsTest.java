package io.kindling.driver.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.TestSpark;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.experiment.Experiment;
import io.kindling.driver.experiment.ExperimentConfig;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.gradient.BatchPosition;
import io.kindling.trainer.gradient.GradientShard;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs that are submitted before their model is known give the gradients of jobs that are not, whatever comes between. */
@Timeout(120)
final class LocalJobsTest {
    private static final String EXPERIMENT = """
            data:
              source: {synthetic: {examples: 4000, features: 8, classes: 3}}
              label: [label]
            network: {layers: [linear: 4, dropout: 0.5, linear: 3]}
            loss: crossEntropy
            optimizer: {sgd: 0.1}
            training: {epochs: 2, batchSize: 500, shards: 4, gradientAccumulation: %d}
            """;

    private static SparkSession session;
    private static JavaSparkContext spark;
    private static Experiment experiment;
    private static TrainingData data;
    private static ModelState model;
    private static List<float[]> expected;

    @BeforeAll
    static void start() {
        session = TestSpark.local(2);
        spark = JavaSparkContext.fromSparkContext(session.sparkContext());
        experiment = new Experiment(session, config(1));
        data = experiment.preparation().prepare(session);
        model = Network.of(experiment.task().network()).initialize(1);
        expected = new ArrayList<>();
        for (int batch = 0; batch < 8; batch++) {
            try (SparkGradientSource alone = source(1)) {
                expected.add(gradient(alone, 0, batch));
            }
        }
    }

    @AfterAll
    static void stop() {
        data.close();
        session.stop();
    }

    private static ExperimentConfig config(int accumulation) {
        return RecordReader.read(
                ConfigText.parse(EXPERIMENT.formatted(accumulation), "experiment"),
                ExperimentConfig.class,
                "experiment");
    }

    private static SparkGradientSource source(int accumulation) {
        return new SparkGradientSource(
                spark, experiment.task(), data.train(), config(accumulation).training(), times -> {});
    }

    private static float[] gradient(SparkGradientSource source, int epoch, int batch) {
        long batches = source.batches();
        GradientShard sums = source.gradient(model, new BatchPosition(epoch, batch, epoch * batches + batch));
        float[] gradient = sums.gradientSum().clone();
        source.release(sums);
        return gradient;
    }

    private static int runningTasks() {
        int[] stages = spark.statusTracker().getActiveStageIds();
        int running = 0;
        for (int stage : stages) {
            running += spark.statusTracker().getStageInfo(stage).numActiveTasks();
        }
        return running;
    }

    @Test
    void oneBatchAfterTheOther() {
        for (int accumulation : new int[] {1, 2}) {
            try (SparkGradientSource source = source(accumulation)) {
                for (int batch = 0; batch < 8; batch++) {
                    assertThat(gradient(source, 0, batch)).isEqualTo(expected.get(batch));
                }
            }
        }
    }

    @Test
    void batchesOutOfOrder() {
        try (SparkGradientSource source = source(1)) {
            for (int batch : new int[] {5, 5, 2, 7, 0, 1}) {
                assertThat(gradient(source, 0, batch)).isEqualTo(expected.get(batch));
            }
        }
    }

    @Test
    void whenTheDriverTakesSoLongThatTasksGaveUp() throws InterruptedException {
        try (SparkGradientSource source = source(1)) {
            gradient(source, 0, 0);
            Thread.sleep(2 * LocalJob.PATIENCE_MILLIS);
            assertThat(runningTasks()).isZero();
            assertThat(gradient(source, 0, 1)).isEqualTo(expected.get(1));
        }
    }

    @Test
    void otherJobsGetTheirTurn() {
        try (SparkGradientSource source = source(1)) {
            gradient(source, 0, 0);
            assertThat(spark.parallelize(List.of(1, 2, 3, 4), 4).count()).isEqualTo(4);
            assertThat(gradient(source, 0, 1)).isEqualTo(expected.get(1));
        }
    }

    @Test
    void nothingRunsWhenItIsClosed() {
        SparkGradientSource source = source(1);
        gradient(source, 0, 0);
        source.close();
        assertThat(runningTasks()).isZero();
    }

    @Test
    void aJobThatIsCancelledFailsAsSparkSaysAndHoldsNoCore() throws InterruptedException {
        try (SparkGradientSource source = source(1)) {
            CountDownLatch twoJobs = new CountDownLatch(2);
            spark.sc().addSparkListener(new SparkListener() {
                @Override
                public void onJobStart(SparkListenerJobStart start) {
                    twoJobs.countDown();
                }
            });
            gradient(source, 0, 0);
            twoJobs.await();
            spark.cancelAllJobs();
            // Spark cancels in a thread of its own.
            Thread.sleep(2 * LocalJob.PATIENCE_MILLIS);
            assertThatThrownBy(() -> gradient(source, 0, 1))
                    .isInstanceOf(SparkException.class)
                    .hasMessageContaining("cancelled");
            assertThat(gradient(source, 0, 1)).isEqualTo(expected.get(1));
        }
    }
}
