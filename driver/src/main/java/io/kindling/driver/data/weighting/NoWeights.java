package io.kindling.driver.data.weighting;

import io.kindling.trainer.config.ConfigName;

/** Gives all classes weight 1. */
@ConfigName("none")
public record NoWeights() implements ClassWeights {

    @Override
    public float[] factors(double[] counts) {
        return null;
    }
}
