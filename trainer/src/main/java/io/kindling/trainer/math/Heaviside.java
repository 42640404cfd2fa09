package io.kindling.trainer.math;

/** The unit step in arithmetic alone: a loop with a comparison in it is not vectorised, one over this is. */
public final class Heaviside {
    private Heaviside() {}

    /** 1 where value > 0, else 0. The scale lifts even the smallest subnormal, 2^-149, above 1. */
    public static float step(float value) {
        return Math.min(Math.max(value, 0f) * 0x1p127f * 0x1p127f, 1f);
    }
}
