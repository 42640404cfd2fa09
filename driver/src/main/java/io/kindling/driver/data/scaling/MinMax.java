package io.kindling.driver.data.scaling;

import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.data.FeatureStatistics;

/** (x - minimum) / (maximum - minimum), which maps the training examples to [0, 1]. A constant feature becomes 0. */
public record MinMax() implements Scaling {

    @Override
    public FeatureScaling fit(FeatureStatistics statistics, int features) {
        double[] shift = new double[features];
        double[] scale = new double[features];
        for (int c = 0; c < features; c++) {
            double range = (double) statistics.maximum(c) - statistics.minimum(c);
            shift[c] = statistics.minimum(c);
            scale[c] = range == 0 ? 1 : 1 / range;
        }
        return new FeatureScaling(shift, scale);
    }
}
