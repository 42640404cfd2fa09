package io.kindling.trainer.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NormalDistributionTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "0.1, 0.1124629160182849",
        "0.5, 0.5204998778130465",
        "1, 0.8427007929497149",
        "2, 0.9953222650189527",
        "3.5, 0.9999992569016276",
        "10, 1"
    })
    void errorFunctionAgreesWithTables(double z, double erf) {
        assertThat(NormalDistribution.erf(z)).isCloseTo(erf, within(2e-10));
        assertThat(NormalDistribution.erf(-z)).isCloseTo(-erf, within(2e-10));
    }

    @Test
    void tailsArePrecise() {
        assertThat(NormalDistribution.cumulative(-6)).isCloseTo(9.86587645037698E-10, within(1e-18));
        assertThat(NormalDistribution.cumulative(6)).isCloseTo(1 - 9.86587645037698E-10, within(1e-15));
        assertThat(NormalDistribution.cumulative(-1e4)).isZero();
        assertThat(NormalDistribution.cumulative(1e4)).isEqualTo(1);
    }
}
