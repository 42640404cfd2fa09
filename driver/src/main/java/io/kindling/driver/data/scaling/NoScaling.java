package io.kindling.driver.data.scaling;

import io.kindling.trainer.config.ConfigName;
import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.data.FeatureStatistics;

/** Leaves features unchanged. */
@ConfigName("none")
public record NoScaling() implements Scaling {

    @Override
    public boolean readsStatistics() {
        return false;
    }

    @Override
    public FeatureScaling fit(FeatureStatistics statistics, int features) {
        return FeatureScaling.identity(features);
    }
}
