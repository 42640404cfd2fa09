package io.kindling.driver.data.scaling;

import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.data.FeatureStatistics;
import java.io.Serializable;

/** Scaling of features. */
public sealed interface Scaling extends Serializable permits NoScaling, Standardize, MinMax, Divide {

    /** Whether {@link #fit} reads statistics. Collecting them takes a few nanoseconds per value. */
    default boolean readsStatistics() {
        return true;
    }

    /**
     * Returns the scaling for the training examples.
     *
     * @param statistics statistics of the training examples; null unless {@link #readsStatistics}
     */
    FeatureScaling fit(FeatureStatistics statistics, int features);
}
