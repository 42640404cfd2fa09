package io.kindling.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.math.FloatFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TrainingConfigTest {

    private static TrainingConfig read(String yaml) {
        return RecordReader.read(ConfigText.parse(yaml, "x.yaml"), TrainingConfig.class, "x.yaml");
    }

    @Test
    void defaults() {
        assertThat(read("epochs: 3"))
                .isEqualTo(new TrainingConfig(
                        3,
                        128,
                        0,
                        1,
                        1,
                        null,
                        1,
                        FloatFormat.FLOAT32,
                        ScheduleUnit.EPOCH,
                        1,
                        null,
                        List.of(),
                        List.of(),
                        new CheckpointConfig("10 minutes", 3),
                        Resume.AUTO))
                .isEqualTo(new TrainingConfig(3));
    }

    @ParameterizedTest
    @CsvSource({"1 epoch,1,EPOCH", "100 iterations,100,ITERATION", "'  10  Minutes ',10,MINUTE"})
    void checkpointsAreWrittenAtIntervals(String every, long count, CheckpointConfig.Unit unit) {
        assertThat(read("{epochs: 1, checkpoint: '" + every + "'}").checkpoint().interval())
                .contains(new CheckpointConfig.Interval(count, unit));
    }

    @Test
    void checkpointsMayBeOff() {
        assertThat(new CheckpointConfig("never").interval()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 epochs", "often", "10", "1 hour", "-1 epochs", "1e3 iterations", ""})
    void anIntervalIsACountAndAUnit(String every) {
        assertThatThrownBy(() -> read("{epochs: 1, checkpoint: {every: '" + every + "'}}"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("Invalid training.checkpoint.every: " + every + " (must be as 100 iterations,");
    }

    @Test
    void earlyStoppingIsAsked() {
        assertThat(read("{epochs: 3, earlyStopping: {patience: 2, metric: accuracy}}")
                        .earlyStopping())
                .isEqualTo(new EarlyStopping(2, "accuracy", 0));
    }

    @ParameterizedTest
    @CsvSource({"0,1,2", "0,128,2", "0,1024,4", "0,1000,3", "7,1024,7"})
    void shardsAreDerivedFromTheBatchAlone(int shards, int batchSize, int derived) {
        assertThat(read("{epochs: 1, shards: " + shards + ", batchSize: " + batchSize + "}")
                        .shardsOrDerived())
                .isEqualTo(derived);
    }

    @ParameterizedTest
    @CsvSource({
        "'shards: 65537', 'training.shards: 65537 (must be at most 65536)'",
        "'batchSize: 65536, gradientAccumulation: 32768', 'training.gradientAccumulation: 32768 (times the batch size'"
    })
    void countsAreBounded(String settings, String message) {
        assertThatThrownBy(() -> read("{epochs: 1, " + settings + "}"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"epochs", "batchSize", "gradientAccumulation", "validateEvery"})
    void countsArePositive(String key) {
        String yaml = key.equals("epochs") ? "epochs: 0" : "{epochs: 1, " + key + ": 0}";
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("x.yaml: Invalid training." + key + ": 0 (must be at least 1)");
    }
}
