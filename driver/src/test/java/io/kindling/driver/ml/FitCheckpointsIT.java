package io.kindling.driver.ml;

import static io.kindling.driver.ml.Models.bits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.TestSpark;
import io.kindling.driver.training.LocalTaskHoldTime;
import io.kindling.trainer.error.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interrupted fits that are repeated. */
final class FitCheckpointsIT {
    private static final int EPOCHS = 24;

    private static SparkSession spark;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        spark = TestSpark.plain("local[2]")
                .config(LocalTaskHoldTime.SETTING, "0")
                .getOrCreate();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    /** Counts Spark jobs and cancels every job from a given number on. */
    private static final class Jobs extends SparkListener {
        private final int cancelled;
        private final AtomicInteger started = new AtomicInteger();

        Jobs(int cancelled) {
            this.cancelled = cancelled;
        }

        @Override
        public void onJobStart(SparkListenerJobStart start) {
            if (started.incrementAndGet() >= cancelled) {
                spark.sparkContext().cancelAllJobs();
            }
        }
    }

    private static NeuralNetworkClassifier classifier() {
        return new NeuralNetworkClassifier()
                .setNetwork("{layers: [{linear: 8}, batchNorm1d, relu, {dropout: 0.2}, {linear: 3}]}")
                .setRegParam(0.001)
                .setMaxIter(EPOCHS)
                .setPatience(EPOCHS)
                .setBatchSize(32);
    }

    private static Dataset<Row> rows() {
        return Tables.rings(spark, 150)
                .withColumn("held", functions.expr("id % 5 = 0"))
                .withColumn("labels", functions.expr("transform(array(0, 1, 2), c -> double(label >= c))"));
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    /**
     * A fit that is cancelled after two thirds resumes to the bits and summary of an uninterrupted fit. The last
     * checkpoint may be a few epochs old because checkpoints are written concurrently.
     */
    private void assertResumes(NeuralNetworkClassifier classifier) throws IOException {
        Dataset<Row> rows = rows();
        Jobs uninterrupted = new Jobs(Integer.MAX_VALUE);
        spark.sparkContext().addSparkListener(uninterrupted);
        NeuralNetworkClassificationModel wanted = classifier.fit(rows);
        spark.sparkContext().removeSparkListener(uninterrupted);

        classifier.setCheckpointInterval(1).setCheckpointDir(folder.toString());
        Jobs cut = new Jobs(uninterrupted.started.get() * 2 / 3);
        spark.sparkContext().addSparkListener(cut);
        assertThatThrownBy(() -> classifier.fit(rows)).hasMessageContaining("cancelled");
        spark.sparkContext().removeSparkListener(cut);
        assertThat(left()).hasSize(1);
        // Another fit neither resumes from these checkpoints nor removes them.
        assertThat(bits(classifier.copy(classifier.extractParamMap()).setSeed(2).fit(rows)))
                .isNotEqualTo(bits(wanted));
        assertThat(left()).hasSize(1);

        Jobs rest = new Jobs(Integer.MAX_VALUE);
        spark.sparkContext().addSparkListener(rest);
        NeuralNetworkClassificationModel found = classifier.fit(rows.repartition(5));
        spark.sparkContext().removeSparkListener(rest);
        assertThat(bits(found)).isEqualTo(bits(wanted));
        assertThat(found.summary().objectiveHistory())
                .isEqualTo(wanted.summary().objectiveHistory());
        assertThat(found.summary().validationHistory())
                .isEqualTo(wanted.summary().validationHistory());
        assertThat(found.summary().bestEpoch()).isEqualTo(wanted.summary().bestEpoch());
        assertThat(rest.started.get()).isLessThan(uninterrupted.started.get() * 4 / 5);
        assertThat(left()).isEmpty();
    }

    @Test
    void interruptedFitResumes() throws IOException {
        assertResumes(classifier());
    }

    @Test
    void interruptedFitWithValidationResumes() throws IOException {
        assertResumes(classifier().setValidationIndicatorCol("held"));
    }

    @Test
    void interruptedFitWithSeveralLabelsResumes() throws IOException {
        assertResumes(classifier().setLabelCol("labels"));
    }

    @Test
    void noCheckpointsByDefault() throws IOException {
        classifier().setMaxIter(2).setCheckpointDir(folder.toString()).fit(rows());
        assertThat(left()).isEmpty();
        NeuralNetworkClassifier nowhere = classifier().setMaxIter(2).setCheckpointInterval(1);
        assertThatThrownBy(() -> nowhere.fit(rows()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Cannot write checkpoints: checkpointInterval is 1; set checkpointDir or call"
                        + " SparkContext.setCheckpointDir");
    }
}
