package io.kindling.driver.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.training.LocalTaskHoldTime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.RDDInfo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same bits under all conditions in one process. {@link SameBitsOnClustersIT} tests clusters. */
@Tag("slow")
final class SameBitsIT {
    private static final String CSV = "data.source={csv: {path: '%s', header: false}}";
    private static final String PARQUET = "data.source={parquet: '%s'}";

    @TempDir
    private static Path folder;

    private static Trainings trainings;
    private static String expected;

    @BeforeAll
    static void trainOnOneCore() throws IOException {
        trainings = new Trainings(folder);
        expected = trainings.sha256On("local[1]", Map.of());
    }

    @Test
    void sameBitsOnEveryNumberOfCores() throws IOException {
        assertThat(trainings.sha256On("local[2]", Map.of())).isEqualTo(expected);
        assertThat(trainings.sha256On("local[4]", Map.of())).isEqualTo(expected);
    }

    @Test
    void sameBitsWithAggregationOnExecutors() throws IOException {
        try (SparkSession spark = Trainings.session("local[4]", Map.of())) {
            for (int depth : new int[] {2, 3}) {
                assertThat(trainings.sha256(spark, "training.aggregationDepth=" + depth))
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bfloat16", "float16"})
    void sameBitsWithHalfPrecisionTransport(String format) throws IOException {
        String transport = "training.transport=" + format;
        String rounded = trainings.sha256On("local[1]", Map.of(), transport);
        assertThat(rounded).isNotEqualTo(expected);
        try (SparkSession spark = Trainings.session("local[4]", Map.of())) {
            assertThat(trainings.sha256(spark, transport)).isEqualTo(rounded);
            assertThat(trainings.sha256(spark, transport, "training.aggregationDepth=2"))
                    .isEqualTo(rounded);
        }
    }

    @Test
    void otherSeedHasOtherBits() throws IOException {
        assertThat(trainings.sha256On("local[2]", Map.of(), "training.seed=2")).isNotEqualTo(expected);
    }

    @Test
    void sameBitsFromEveryFormat() throws IOException {
        try (SparkSession spark = Trainings.session("local[3]", Map.of())) {
            Dataset<Row> rows = spark.read().csv(Trainings.DIGITS.toString());
            for (int files : new int[] {1, 7, 64}) {
                Path csv = folder.resolve("csv" + files);
                rows.orderBy(functions.rand(files)).repartition(files).write().csv(csv.toString());
                assertThat(files(csv, ".csv")).isEqualTo(files);
                assertThat(trainings.sha256(spark, CSV.formatted(csv))).isEqualTo(expected);
            }
            Path parquet = folder.resolve("parquet");
            rows.select(Stream.of(rows.columns())
                            .map(name -> functions.col(name).cast("double"))
                            .toArray(Column[]::new))
                    .repartition(7)
                    .write()
                    .parquet(parquet.toString());
            assertThat(files(parquet, ".parquet")).isEqualTo(7);
            assertThat(trainings.sha256(spark, PARQUET.formatted(parquet))).isEqualTo(expected);
        }
    }

    private static long files(Path in, String extension) {
        try (Stream<Path> files = Files.list(in)) {
            return files.filter(file -> file.toString().endsWith(extension)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", LocalTaskHoldTime.DEFAULT})
    void sameBitsWithFailingTasks(String holdTime) throws IOException {
        Map<String, String> settings = new HashMap<>(Faults.FAILING);
        settings.put(LocalTaskHoldTime.SETTING, holdTime);
        try (SparkSession spark = Trainings.session("local[2,4]", settings)) {
            Witness witness = new Witness().attach(spark);
            assertThat(trainings.sha256(spark)).isEqualTo(expected);
            assertThat(witness.failedTasks()).isGreaterThan(holdTime.equals("0") ? 3 : 0);
        }
    }

    /** With a hold time, tasks compute several iterations, and some blocks are lost during one. */
    @ParameterizedTest
    @ValueSource(strings = {"0", LocalTaskHoldTime.DEFAULT})
    void sameBitsWithLostBlocks(String holdTime) throws IOException {
        String[] chunks = {
            "data.source={synthetic: {examples: 12000, features: 64, classes: 10}}",
            "data.label=[label]",
            "data.chunkMegabytes=1",
            "training.batchSize=256"
        };
        String expectedOfChunks = trainings.sha256On("local[1]", Map.of(), chunks);
        try (SparkSession spark = Trainings.session("local[2]", Map.of(LocalTaskHoldTime.SETTING, holdTime))) {
            JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
            List<Integer> lost = Collections.synchronizedList(new ArrayList<>());
            Runnable lose = () -> {
                for (RDDInfo rdd : context.sc().getRDDStorageInfo()) {
                    lost.add(rdd.numCachedPartitions());
                    SparkEnv.get().blockManager().master().removeRdd(rdd.id(), true);
                }
            };
            ScheduledExecutorService losing = Executors.newSingleThreadScheduledExecutor();
            Future<?> again = losing.scheduleWithFixedDelay(lose, 0, 20, TimeUnit.MILLISECONDS);
            try {
                assertThat(trainings.sha256(spark, chunks)).isEqualTo(expectedOfChunks);
                assertThat(again).isNotDone();
            } finally {
                losing.shutdownNow();
            }
            assertThat(lost).filteredOn(partitions -> partitions > 0).hasSizeGreaterThan(5);
        }
    }

    @Test
    void sameBitsWithGradientAccumulation() throws IOException {
        try (SparkSession spark = Trainings.session("local[2]", Map.of())) {
            String together = trainings.sha256(spark, "training.batchSize=256");
            assertThat(together).isNotEqualTo(expected);
            assertThat(trainings.sha256(spark, "training.gradientAccumulation=4"))
                    .isEqualTo(together);
        }
    }

    @Test
    void sameBitsWithLocalSteps() throws IOException {
        String steps = "training.localSteps={steps: 3, learningRate: 0.02}";
        String stepped = trainings.sha256On("local[1]", Map.of(), steps);
        assertThat(stepped).isNotEqualTo(expected);
        try (SparkSession spark = Trainings.session("local[4]", Map.of())) {
            assertThat(trainings.sha256(spark, steps)).isEqualTo(stepped);
            assertThat(trainings.sha256(spark, steps, "training.aggregationDepth=2"))
                    .isEqualTo(stepped);
            assertThat(trainings.sha256(spark, "training.localSteps={steps: 1, learningRate: 0.02}"))
                    .isEqualTo(expected);
        }
    }

    @Test
    void sameBitsOfTwoConcurrentTrainings() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (SparkSession spark = Trainings.session("local[2]", Map.of())) {
            String other = trainings.sha256(spark, "training.seed=2");
            Callable<String> one = () -> trainings.sha256(spark);
            Callable<String> two = () -> trainings.sha256(spark, "training.seed=2");
            List<Future<String>> ends = threads.invokeAll(List.of(one, two));
            assertThat(ends.get(0).get()).isEqualTo(expected);
            assertThat(ends.get(1).get()).isEqualTo(other);
        } finally {
            threads.shutdownNow();
        }
    }
}
