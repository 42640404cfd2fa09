package io.kindling.driver.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.metric.Accuracy;
import io.kindling.trainer.metric.Rmse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GateConfigTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0.9, 0.9, true",
        "0, 0.91, 0.9, true",
        "0, 0.89, 0.9, false",
        "0.25, 0.75, 0.5, true",
        "0.25, 0.625, 0.5, false",
        "-0.25, 0.5, 0.75, true",
        "-0.25, 0.375, 0.75, false"
    })
    void higherIsBetter(double margin, double candidate, double champion, boolean promoted) {
        assertThat(new GateConfig(new Accuracy(), margin, null, null)
                        .judge(candidate, champion)
                        .promoted())
                .isEqualTo(promoted);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 5, 5, true",
        "0, 4, 5, true",
        "0, 6, 5, false",
        "1, 4, 5, true",
        "1, 4.5, 5, false",
        "-1, 6, 5, true",
        "-1, 7, 5, false"
    })
    void lowerIsBetter(double margin, double candidate, double champion, boolean promoted) {
        assertThat(new GateConfig(new Rmse(), margin, null, null)
                        .judge(candidate, champion)
                        .promoted())
                .isEqualTo(promoted);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aNonFiniteCandidateIsNeverPromoted(double candidate) {
        for (GateConfig gate : new GateConfig[] {new GateConfig(new Accuracy()), new GateConfig(new Rmse())}) {
            assertThat(gate.judge(candidate, null).promoted()).isFalse();
            assertThat(gate.judge(candidate, 0.0).promoted()).isFalse();
            assertThat(gate.judge(candidate, Double.NaN).promoted()).isFalse();
        }
    }

    @Test
    void aNonFiniteChampionAlwaysLoses() {
        assertThat(new GateConfig(new Accuracy()).judge(0.1, Double.NaN).promoted())
                .isTrue();
    }

    @Test
    void theFirstModelMustOnlyReachTheThreshold() {
        assertThat(new GateConfig(new Accuracy()).judge(0.1, null).promoted()).isTrue();
        assertThat(new GateConfig(new Accuracy(), 0, 0.5, null).judge(0.1, null).promoted())
                .isFalse();
        assertThat(new GateConfig(new Accuracy(), 0, 0.5, null).judge(0.5, null).promoted())
                .isTrue();
        assertThat(new GateConfig(new Rmse(), 0, 5.0, null).judge(6, null).promoted())
                .isFalse();
        assertThat(new GateConfig(new Rmse(), 0, 5.0, null).judge(4, 3.0).promoted())
                .isFalse();
    }

    @Test
    void settingsAreValidated() {
        assertThatThrownBy(() -> new GateConfig(new Accuracy(), Double.NaN, null, null))
                .isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> new GateConfig(new Accuracy(), 0, Double.NaN, null))
                .isInstanceOf(ConfigurationException.class);
        for (String name : new String[] {"", ".", "..", "a/b", "../a", "a@b", "a b"}) {
            assertThatThrownBy(() -> new RegistryConfig(name))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith("Invalid registry.model: ");
        }
        assertThatThrownBy(() -> new RegistryConfig("a", "models", null, new RetentionConfig(), 5))
                .isInstanceOf(ConfigurationException.class);
    }
}
