package io.kindling.driver.data.scaling;

import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.data.FeatureStatistics;

/** (x - mean) / standard deviation, with divisor n. A constant feature becomes 0. */
public record Standardize() implements Scaling {

    @Override
    public FeatureScaling fit(FeatureStatistics statistics, int features) {
        double[] shift = new double[features];
        double[] scale = new double[features];
        for (int c = 0; c < features; c++) {
            double variance = statistics.variance(c);
            shift[c] = statistics.mean(c);
            scale[c] = variance == 0 ? 1 : 1 / Math.sqrt(variance);
        }
        return new FeatureScaling(shift, scale);
    }
}
