package io.kindling.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class FeatureStatisticsTest {

    @Test
    void meanVarianceMinimumAndMaximumMatchTheRows() {
        FeatureStatistics statistics = statistics(new float[] {1, 10, 2, 10, 6, 10}, 0, 3);
        assertThat(statistics.count()).isEqualTo(3);
        assertThat(statistics.mean(0)).isEqualTo(3);
        assertThat(statistics.variance(0)).isCloseTo(14.0 / 3, within(1e-15));
        assertThat(statistics.minimum(0)).isEqualTo(1);
        assertThat(statistics.maximum(0)).isEqualTo(6);
        assertThat(statistics.mean(1)).isEqualTo(10);
        assertThat(statistics.variance(1)).isZero();
    }

    @Test
    void varianceIsPreciseFarFromZero() {
        float[] values = {1e8f, 1, 1e8f + 8, 1, 1e8f + 16, 1};
        FeatureStatistics statistics = statistics(values, 0, 3);
        assertThat(statistics.mean(0)).isEqualTo(1e8 + 8);
        assertThat(statistics.variance(0)).isCloseTo(128.0 / 3, within(1e-13));
    }

    @Test
    void aConstantFeatureHasVarianceZero() {
        float[] values = {0.1f, 0.3f, 0.1f, 0.3f, 0.1f, 0.3f};
        FeatureStatistics statistics = statistics(values, 0, 3);
        assertThat(statistics.variance(0)).isZero();
        assertThat(statistics.mean(0)).isEqualTo(0.1f);
    }

    @Test
    void anySplitAndMergeOrderGivesTheSameBits() {
        float[] values = {1.1f, 1e-20f, -3.3f, 1e20f, 5.7f, -1e20f, 0.1f, 7e-3f};
        FeatureStatistics all = statistics(values, 0, 4);
        FeatureStatistics merged = statistics(values, 3, 4);
        merged.merge(statistics(values, 0, 1));
        merged.merge(new FeatureStatistics(2));
        merged.merge(statistics(values, 1, 3));
        for (int c = 0; c < 2; c++) {
            assertThat(merged.mean(c)).isEqualTo(all.mean(c));
            assertThat(merged.variance(c)).isEqualTo(all.variance(c));
            assertThat(merged.minimum(c)).isEqualTo(all.minimum(c));
            assertThat(merged.maximum(c)).isEqualTo(all.maximum(c));
        }
        assertThat(merged.count()).isEqualTo(4);
    }

    private static FeatureStatistics statistics(float[] features, int from, int to) {
        Block block = new Block(features.length / 2, 2, 0, features, new float[0], null);
        FeatureStatistics statistics = new FeatureStatistics(2);
        for (int row = from; row < to; row++) {
            statistics.add(block, row);
        }
        return statistics;
    }
}
