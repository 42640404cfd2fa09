package io.kindling.driver.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.TestSpark;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.data.block.ExampleShape;
import io.kindling.driver.data.block.ShardBlock;
import io.kindling.driver.run.Experiment;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.gradient.BatchPosition;
import io.kindling.trainer.gradient.GradientShard;
import io.kindling.trainer.network.ModelState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jobs that are submitted before their model exists and compute many batches give the same gradients as one job per
 * batch, regardless of failures in between.
 */
@Timeout(120)
final class LocalJobsTest {
    private static final String EXPERIMENT = """
            data:
              source: {synthetic: {examples: 4000, features: 200, classes: 3}}
              label: [label]
              chunkMegabytes: 1
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
        session = TestSpark.builder("local[2,4]").getOrCreate();
        spark = JavaSparkContext.fromSparkContext(session.sparkContext());
        experiment = new Experiment(session, config(1));
        data = experiment.preparation().prepare(session);
        model = experiment.engine().network().initialize(1);
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
        return source(data.train(), accumulation);
    }

    private static SparkGradientSource source(PreparedData examples, int accumulation) {
        return source(examples, accumulation, LocalTaskHoldTime.nanos(spark.getConf()));
    }

    private static SparkGradientSource source(PreparedData examples, int accumulation, long holdNanos) {
        Experiment accumulating = new Experiment(session, config(accumulation));
        return new SparkGradientSource(
                spark, accumulating.engine(), new ExecutionConfig(), examples, times -> {}, holdNanos);
    }

    /** Hold times for one micro-batch per job, for a few, and for all. */
    private static long[] holdTimes() {
        return new long[] {0, 5_000_000, Long.MAX_VALUE};
    }

    private static float[] gradient(SparkGradientSource source, int epoch, int batch) {
        long batches = source.batches();
        GradientShard sums = source.gradient(model, new BatchPosition(epoch, batch, epoch * batches + batch));
        float[] gradient = sums.gradientSum().clone();
        source.release(sums);
        return gradient;
    }

    /** Spark reports the end of a job a moment later. */
    private static void assertNothingRuns() throws InterruptedException {
        for (int i = 0; i < 100 && spark.statusTracker().getActiveJobIds().length > 0; i++) {
            Thread.sleep(50);
        }
        assertThat(spark.statusTracker().getActiveJobIds()).isEmpty();
    }

    /** Fails at the first block of each partition, on its first read after it is armed. */
    private static final class FailsFirst implements Function<ShardBlock, ShardBlock> {
        private static final long serialVersionUID = 1L;
        private static final Set<List<Integer>> FAILED = ConcurrentHashMap.newKeySet();
        private static volatile boolean armed;

        @Override
        public ShardBlock call(ShardBlock block) {
            if (armed && block.shard() % 2 == 0 && FAILED.add(List.of(block.chunk(), block.shard()))) {
                throw new IllegalStateException("injected");
            }
            return block;
        }
    }

    @ParameterizedTest
    @MethodSource("holdTimes")
    void consecutiveBatches(long holdNanos) {
        for (int accumulation : new int[] {1, 2}) {
            try (SparkGradientSource source = source(data.train(), accumulation, holdNanos)) {
                for (int batch = 0; batch < 8; batch++) {
                    assertThat(gradient(source, 0, batch)).isEqualTo(expected.get(batch));
                }
            }
        }
    }

    /** Counts started jobs. */
    private static final class Jobs extends SparkListener {
        private final AtomicInteger started = new AtomicInteger();

        @Override
        public void onJobStart(SparkListenerJobStart start) {
            started.incrementAndGet();
        }
    }

    /** Without other jobs, one job computes all chunks of an epoch. */
    @Test
    void sparkSchedulesOneJobForManyBatches() throws Exception {
        int epochs = 2;
        int fewest = Integer.MAX_VALUE;
        for (int attempt = 0; attempt < 10 && fewest > epochs; attempt++) {
            Jobs jobs = new Jobs();
            spark.sc().addSparkListener(jobs);
            try (SparkGradientSource source = source(data.train(), 1, Long.MAX_VALUE)) {
                for (int epoch = 0; epoch < epochs; epoch++) {
                    for (int batch = 0; batch < 8; batch++) {
                        gradient(source, epoch, batch);
                    }
                }
            }
            spark.sc().listenerBus().waitUntilEmpty();
            spark.sc().removeSparkListener(jobs);
            fewest = Math.min(fewest, jobs.started.get());
        }
        assertThat(data.train().plan().chunks()).isGreaterThan(1);
        assertThat(fewest).isEqualTo(epochs);
    }

    @Test
    void moreTasksThanCores() {
        try (TrainingData halves =
                        new Experiment(session, config(2)).preparation().prepare(session);
                SparkGradientSource inTwoPasses = source(halves.train(), 2);
                SparkGradientSource atOnce = source(halves.train(), 1)) {
            assertThat(halves.train().placement().tasksPerChunk()).isEqualTo(4);
            for (int batch = 0; batch < 4; batch++) {
                assertThat(gradient(atOnce, 0, batch)).isEqualTo(gradient(inTwoPasses, 0, batch));
            }
        }
    }

    /** Each training may hold a part of the cores that the other needs. */
    @ParameterizedTest
    @MethodSource("holdTimes")
    void twoConcurrentTrainings(long holdNanos) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Callable<Boolean> training = () -> {
            try (SparkGradientSource source = source(data.train(), 1, holdNanos)) {
                for (int epoch = 0; epoch < 5; epoch++) {
                    for (int batch = 0; batch < 8; batch++) {
                        assertThat(gradient(source, 0, batch)).isEqualTo(expected.get(batch));
                    }
                }
            }
            return true;
        };
        try {
            for (Future<Boolean> end : threads.invokeAll(List.of(training, training), 60, TimeUnit.SECONDS)) {
                assertThat(end.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
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
    void tasksEndWhileTheDriverIsSlow() throws InterruptedException {
        try (SparkGradientSource source = source(1)) {
            gradient(source, 0, 0);
            Thread.sleep(2 * LocalJob.WAIT_MILLIS);
            assertNothingRuns();
            assertThat(gradient(source, 0, 1)).isEqualTo(expected.get(1));
        }
    }

    @Test
    void failedTasksAreRepeated() {
        PreparedData train = data.train();
        try (PreparedData failing = PreparedData.keep(
                train.placement(),
                train.blocks().map(new FailsFirst()),
                new PreparedData.Facts(
                        train.featureNames(),
                        new ExampleShape(train.featureColumns(), train.targetColumns(), train.isWeighted()),
                        train.digest(),
                        train.dropped()),
                List.of())) {
            failing.blocks().unpersist(true);
            FailsFirst.armed = true;
            try (SparkGradientSource source = source(failing, 1)) {
                for (int batch = 0; batch < 8; batch++) {
                    assertThat(gradient(source, 0, batch)).isEqualTo(expected.get(batch));
                }
            }
            assertThat(FailsFirst.FAILED).hasSize(2 * train.plan().chunks());
        } finally {
            FailsFirst.armed = false;
        }
    }

    @Test
    void otherJobsGetCores() {
        try (SparkGradientSource source = source(1)) {
            gradient(source, 0, 0);
            assertThat(spark.parallelize(List.of(1, 2, 3, 4), 4).count()).isEqualTo(4);
            assertThat(gradient(source, 0, 1)).isEqualTo(expected.get(1));
        }
    }

    @Test
    void noJobRunsAfterClose() throws InterruptedException {
        SparkGradientSource source = source(1);
        gradient(source, 0, 0);
        source.close();
        assertNothingRuns();
    }

    @Test
    void cancelledJobFailsAndReleasesItsCores() throws InterruptedException {
        try (SparkGradientSource source = source(1)) {
            gradient(source, 0, 0);
            assertNothingRuns();
            gradient(source, 0, 0);
            // Spark may not have started the prepared job yet.
            for (int i = 0; i < 20; i++) {
                spark.cancelAllJobs();
                Thread.sleep(LocalJob.WAIT_MILLIS / 50);
            }
            assertThatThrownBy(() -> gradient(source, 0, 1))
                    .isInstanceOf(SparkException.class)
                    .hasMessageContaining("cancelled");
            assertThat(gradient(source, 0, 1)).isEqualTo(expected.get(1));
        }
    }
}
