package io.kindling.driver.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.TestSpark;
import io.kindling.driver.checkpoint.FaultyFileSystem.Fault;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Manifest;
import io.kindling.trainer.training.Outcome;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Storage that becomes full during a training. */
final class FullStorageIT {
    @TempDir
    private static Path folder;

    private static SparkSession spark;
    private static String expected;

    @BeforeAll
    static void trainWithoutFaults() {
        spark = TestSpark.jobPerIteration(2);
        expected = new Digits(spark, folder.resolve("sound").toString())
                .run()
                .digests()
                .parametersSha256();
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static Digits digits(String run, Fault fault, String where, long at, long times) {
        FaultyFileSystem.install(spark.sparkContext().hadoopConfiguration(), fault, where, at, times);
        return new Digits(spark, FaultyFileSystem.location(folder.resolve(run)));
    }

    @Test
    void failedCheckpointsDoNotEndTheTraining() {
        Digits run = digits("saved", Fault.FULL, "/checkpoints/", 100_000, Long.MAX_VALUE);
        assertThat(run.run().digests().parametersSha256()).isEqualTo(expected);
        assertThat(run.printed())
                .contains(
                        "warning: cannot write the checkpoint of iteration ",
                        "training continues",
                        "no space left on device");
        assertThat(run.checkpoints()).isNotEmpty();
        run.runFolder().delete(Manifest.FILE);
        Digits again = digits("saved", Fault.FULL, "nowhere", 0, 0);
        assertThat(again.run().digests().parametersSha256()).isEqualTo(expected);
        assertThat(again.printed()).contains("resumes after epoch ");
    }

    @Test
    void metricsAreRewrittenAtTheEnd() {
        Digits run = digits("metrics", Fault.FULL, "metrics.jsonl", 0, 3);
        assertThat(run.run().digests().parametersSha256()).isEqualTo(expected);
        assertThat(run.printed()).contains("metrics.jsonl: injected: no space left on device; training continues");
        assertThat(run.metrics()).hasSize(4);
    }

    @Test
    void runStoppedWhileWritingTheModelResumesAtItsEnd() {
        String model = "/model/model.safetensors";
        Digits run = digits("stopped", Fault.CALLS, model, 50, 1);
        AtomicBoolean accepted = new AtomicBoolean();
        FaultyFileSystem.calling(model, () -> accepted.set(run.stop().request()));
        assertThat(run.run().outcome()).isEqualTo(Outcome.INTERRUPTED);
        assertThat(accepted).isTrue();
        assertThat(run.runFolder().has(Manifest.FILE)).isFalse();
        assertThat(run.printed())
                .contains("stopped after iteration " + 4 * Digits.BATCHES + "; run the same command to resume");
        assertThat(run.events()).endsWith("interrupted");
        Digits again = digits("stopped", Fault.FULL, "nowhere", 0, 0);
        assertThat(again.run().digests().parametersSha256()).isEqualTo(expected);
        assertThat(again.printed())
                .contains("resumes after epoch 4, iteration " + 4 * Digits.BATCHES + ", from checkpoint ");
    }

    @Test
    void failedModelWriteIsAnErrorAndTheRunResumes() {
        Digits run = digits("model", Fault.FULL, "/model/model.safetensors", 50, Long.MAX_VALUE);
        assertThatThrownBy(run::run)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("/model/model.safetensors: injected: no space left on device");
        assertThat(run.runFolder().has(Manifest.FILE)).isFalse();
        Digits again = digits("model", Fault.FULL, "nowhere", 0, 0);
        assertThat(again.run().digests().parametersSha256()).isEqualTo(expected);
        assertThat(again.printed()).contains(", iteration " + 4 * Digits.BATCHES + ", from checkpoint ");
        assertThat(again.metrics()).hasSize(4);
    }
}
