package io.kindling.driver.data.scaling;

import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.data.FeatureStatistics;
import io.kindling.trainer.error.ConfigurationException;

/**
 * x / by, for example for pixels from 0 to 255.
 *
 * @param by divisor, not 0
 */
public record Divide(double by) implements Scaling {
    public Divide {
        if (by == 0 || !Double.isFinite(by)) {
            throw new ConfigurationException("Invalid data.scaling.by: " + by + " (must be finite and not 0)");
        }
    }

    @Override
    public boolean readsStatistics() {
        return false;
    }

    @Override
    public FeatureScaling fit(FeatureStatistics statistics, int features) {
        return FeatureScaling.by(features, 1 / by);
    }
}
