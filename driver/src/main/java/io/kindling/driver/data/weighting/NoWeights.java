package io.kindling.driver.data.weighting;

import io.kindling.trainer.config.ConfigName;

/** Classes weigh what their examples do. */
@ConfigName("none")
public record NoWeights() implements ClassWeights {

    @Override
    public float[] factors(double[] counts) {
        return null;
    }
}
