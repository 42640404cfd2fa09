package io.kindling.driver.data.scaling;

import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.data.FeatureStatistics;
import java.io.Serializable;

/** How features are brought to a common scale. */
public sealed interface Scaling extends Serializable permits NoScaling, Standardize, MinMax, Divide {

    /** Whether {@link #fit} reads statistics; collecting them costs a few nanoseconds a value. */
    default boolean readsStatistics() {
        return true;
    }

    /**
     * The scaling for these training examples.
     *
     * @param statistics of the training examples; null unless {@link #readsStatistics}
     */
    FeatureScaling fit(FeatureStatistics statistics, int features);
}
