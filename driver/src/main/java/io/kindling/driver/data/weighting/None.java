package io.kindling.driver.data.weighting;

/** Classes weigh what their examples do. */
public record None() implements ClassWeights {

    @Override
    public float[] factors(double[] counts) {
        return null;
    }
}
