package io.kindling.driver.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.driver.TestSpark;
import io.kindling.driver.run.RunSummary;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.format.Manifest;
import io.kindling.trainer.training.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A resumed training ends like an uninterrupted one. */
final class ResumeIT {
    @TempDir
    private static Path folder;

    private static SparkSession spark;
    private static RunSummary expected;
    private static List<JsonNode> expectedMetrics;
    private static List<Double> expectedLosses;

    @BeforeAll
    static void trainWithoutStopping() {
        spark = TestSpark.jobPerIteration(2);
        Digits uninterrupted = digits("whole").with("training.checkpoint.every=never");
        expected = uninterrupted.run();
        expectedMetrics = uninterrupted.metrics();
        expectedLosses = uninterrupted.losses();
        assertThat(expectedMetrics).hasSize(4);
        assertThat(uninterrupted.checkpoints()).isEmpty();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static Digits digits(String run) {
        return new Digits(spark, folder.resolve(run).toString());
    }

    /** Stops before the loop, in the first epoch, later, and several times in one run. */
    @ParameterizedTest
    @ValueSource(ints = {1, 30, 75, 100})
    void resumedRunHasTheSameBits(int job) {
        String run = "interrupted" + job;
        Digits first = digits(run).stoppedAtJob(job);
        RunSummary interrupted = first.run();
        assertThat(interrupted.outcome()).isEqualTo(Outcome.INTERRUPTED);
        assertThat(first.printed()).contains("stopped after iteration ", "run the same command to resume");
        assertThat(first.runFolder().has(Manifest.FILE)).isFalse();
        assertThat(first.runFolder().has("model")).isFalse();

        Digits second = digits(run);
        assertSameResult(second.run());
        assertThat(second.printed())
                .contains(", iteration " + interrupted.progress().iterations() + ", from checkpoint ");
        assertThat(second.metrics()).isEqualTo(expectedMetrics);
        assertThat(second.losses()).isEqualTo(expectedLosses);
        assertThat(second.events())
                .startsWith("started")
                .endsWith("finished")
                .containsSubsequence("started", "interrupted", "started", "resumed", "finished");

        Digits third = digits(run);
        assertSameResult(third.run());
        assertThat(third.printed()).startsWith("already done: ");
    }

    private static void assertSameResult(RunSummary summary) {
        assertThat(summary.digests().parametersSha256())
                .isEqualTo(expected.digests().parametersSha256());
        assertThat(summary.outcome()).isEqualTo(expected.outcome());
        assertThat(summary.metrics().train()).isEqualTo(expected.metrics().train());
        assertThat(summary.metrics().validation()).isEqualTo(expected.metrics().validation());
        assertThat(summary.progress().bestEpoch()).isEqualTo(expected.progress().bestEpoch());
        assertThat(summary.progress().iterations())
                .isEqualTo(expected.progress().iterations());
    }

    @Test
    void newestCheckpointsAreKeptAndEachCanBeResumed() {
        Digits run = digits("kept").with("training.checkpoint={every: 1 epoch, keep: 2}");
        assertSameResult(run.run());
        List<String> kept = run.checkpoints();
        assertThat(kept).hasSize(2);
        // The loop does not wait for checkpoints before the last. A checkpoint that is due while another is being
        // written is omitted.
        assertThat(kept.get(1)).startsWith("iteration-000000000092-");
        run.runFolder().delete(Manifest.FILE);
        Digits atTheEnd = digits("kept");
        assertSameResult(atTheEnd.run());
        assertThat(atTheEnd.printed())
                .contains("resumes after epoch 4, iteration 92, from checkpoint iteration-000000000092-");
        assertThat(atTheEnd.metrics()).isEqualTo(expectedMetrics);
        run.runFolder().delete(Manifest.FILE);
        run.runFolder().folder(CheckpointStore.FOLDER).folder(kept.get(1)).delete("model.safetensors");
        Digits fromBefore = digits("kept");
        assertSameResult(fromBefore.run());
        assertThat(fromBefore.printed())
                .contains("warning: checkpoint " + kept.get(1) + " is skipped: Cannot read ")
                .contains(", iteration " + Long.parseLong(kept.get(0).replaceAll("\\D*(\\d+)-.*", "$1")) + ", from ");
        assertThat(fromBefore.metrics()).isEqualTo(expectedMetrics);
    }

    @Test
    void finishedRunResumesWithMoreEpochs() {
        digits("longer").with("training.epochs=2").run();
        Digits longer = digits("longer");
        assertSameResult(longer.run());
        assertThat(longer.printed())
                .contains("resumes after epoch 2, iteration 46, from checkpoint iteration-000000000046-");
        assertThat(longer.metrics()).isEqualTo(expectedMetrics);
        assertThatThrownBy(digits("longer").with("training.epochs=3")::run)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("it holds a finished run (training.epochs is 3, was 4); give another folder");
    }

    @Test
    void finishedRunWithoutCheckpointsDoesNotResume() {
        digits("never").with("training.epochs=1", "training.checkpoint=never").run();
        assertThatThrownBy(digits("never").with("training.checkpoint=never")::run)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("(training.epochs is 4, was 1, and it has no checkpoint to resume from)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "training.seed=2|training.seed is 2, was 1",
                "training.shards=8|training.shards is 8, was 4",
                "training.batchSize=32|training.batchSize * gradientAccumulation is 32, was 64",
                "network.layers.0.linear.outFeatures=16|network.layers.0.linear.outFeatures is 16, was 32",
                "optimizer.adam.learningRate=0.03|optimizer.adam.learningRate is 0.03, was 0.02",
                "data.validationFraction=0.3|data.validationFraction is 0.3, was 0.2"
            })
    void differentConfigurationIsRefused(String assignment, String difference) {
        Digits finished = digits("other").with("training.epochs=1");
        finished.run();
        assertThatThrownBy(digits("other").with("training.epochs=1", assignment)::run)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("it holds a finished run (" + difference + "); give another folder");
        finished.runFolder().delete(Manifest.FILE);
        assertThatThrownBy(digits("other").with("training.epochs=1", assignment)::run)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Cannot resume from ")
                .hasMessageContaining(": " + difference + "; restore the setting, set another --output");
    }

    @Test
    void settingsThatDoNotChangeTheBitsMayChange() {
        digits("changed").with("training.epochs=2").stoppedAtJob(40).run();
        Digits changed = digits("changed")
                .with("training.batchSize=32", "training.gradientAccumulation=2", "training.checkpoint={keep: 1}");
        assertSameResult(changed.run());
        assertThat(changed.printed()).contains("resumes after epoch ");
        assertThat(changed.checkpoints()).hasSize(1);
    }

    @Test
    void differentDataIsRefused() throws IOException {
        Path data = Files.copy(Path.of("../conf/data/digits.csv.gz"), folder.resolve("copy.csv.gz"));
        String source = "data.source.csv.path=" + data;
        Digits stopped = digits("data").with(source).stoppedAtJob(30);
        stopped.run();
        Digits sameConfiguration = digits("data").with("training.epochs=2");
        assertThat(sameConfiguration.run().outcome()).isEqualTo(Outcome.COMPLETED);
        sameConfiguration.runFolder().delete(Manifest.FILE);
        Path other = folder.resolve("other.csv");
        List<String> rows = spark.read().textFile(data.toString()).collectAsList();
        Files.write(other, rows.subList(0, 1700));
        assertThatThrownBy(digits("data").with("data.source.csv.path=" + other)::run)
                .isInstanceOf(DataException.class)
                .hasMessageContaining("the training examples differ from the examples of the checkpoint (digest");
    }

    @Test
    void resumeRequiredAndNever() {
        assertThatThrownBy(digits("none").with("training.resume=required")::run)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Cannot resume: ")
                .hasMessageContaining("it has no checkpoint");
        Digits stopped = digits("none").stoppedAtJob(40);
        stopped.run();
        List<String> before = stopped.checkpoints();
        Digits restarted = digits("none").with("training.resume=never");
        assertSameResult(restarted.run());
        assertThat(restarted.printed()).doesNotContain("resumes");
        assertThat(restarted.checkpoints()).doesNotContainAnyElementsOf(before);
        assertThat(restarted.metrics()).isEqualTo(expectedMetrics);
    }
}
