package io.kindling.driver.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.error.ConfigurationException;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

final class LocalTaskHoldTimeTest {
    private static long nanos(String value) {
        return LocalTaskHoldTime.nanos(new SparkConf(false).set(LocalTaskHoldTime.SETTING, value));
    }

    @Test
    void parsesADurationInTheFormatOfSpark() {
        assertThat(LocalTaskHoldTime.nanos(new SparkConf(false))).isEqualTo(1_000_000_000);
        assertThat(nanos("500ms")).isEqualTo(500_000_000);
        assertThat(nanos("2s")).isEqualTo(2_000_000_000);
        assertThat(nanos("0")).isZero();
    }

    @Test
    void invalidTimeNamesTheSetting() {
        assertThatThrownBy(() -> nanos("soon"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid spark.kindling.localTaskHoldTime: soon (must be a time such as 1s, or 0)");
    }

    @Test
    void oldSettingNameIsRead() {
        SparkConf conf = new SparkConf(false).set("spark.kindling.localLease", "20ms");
        assertThat(LocalTaskHoldTime.nanos(conf)).isEqualTo(20_000_000);
        assertThat(LocalTaskHoldTime.nanos(conf.set(LocalTaskHoldTime.SETTING, "30ms")))
                .isEqualTo(30_000_000);
    }
}
