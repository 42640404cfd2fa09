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

final class TrainingConfigTest {

    private static TrainingConfig read(String yaml) {
        return RecordReader.read(ConfigText.parse(yaml, "x.yaml"), TrainingConfig.class, "x.yaml");
    }

    @Test
    void defaults() {
        assertThat(read("epochs: 3"))
                .isEqualTo(new TrainingConfig(
                        3,
                        new BatchingConfig(128, 0, 1, null),
                        1,
                        ScheduleUnit.EPOCH,
                        new ValidationConfig(1, null),
                        List.of(),
                        List.of(),
                        FloatFormat.FLOAT32))
                .isEqualTo(new TrainingConfig(3));
    }

    @Test
    void earlyStoppingIsConfigurable() {
        assertThat(read("{epochs: 3, earlyStopping: {patience: 2, metric: accuracy}}")
                        .validation()
                        .earlyStopping())
                .isEqualTo(new EarlyStopping(2, "accuracy", 0));
    }

    @ParameterizedTest
    @CsvSource({"0,1,2", "0,128,2", "0,1024,4", "0,1000,3", "7,1024,7"})
    void shardsAreDerivedFromTheBatchSize(int shards, int batchSize, int derived) {
        assertThat(read("{epochs: 1, shards: " + shards + ", batchSize: " + batchSize + "}")
                        .batching()
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
