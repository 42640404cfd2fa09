package io.kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

final class SparkSettingsTest {
    private static final String ZONE = "spark.sql.session.timeZone";

    @Test
    void theTimeZoneOfTheMachineHasNoEffect() {
        assertThat(SparkSettings.applyTo(new SparkConf(false)).get(ZONE)).isEqualTo("UTC");
        assertThat(SparkSettings.applyTo(new SparkConf(false).set(ZONE, "Asia/Tokyo"))
                        .get(ZONE))
                .isEqualTo("Asia/Tokyo");
    }
}
