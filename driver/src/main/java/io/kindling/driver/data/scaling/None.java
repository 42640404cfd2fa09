package io.kindling.driver.data.scaling;

import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.data.FeatureStatistics;

/** Features as they are. */
public record None() implements Scaling {

    @Override
    public boolean readsStatistics() {
        return false;
    }

    @Override
    public FeatureScaling fit(FeatureStatistics statistics, int features) {
        return FeatureScaling.identity(features);
    }
}
