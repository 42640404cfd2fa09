package io.kindling.trainer.layer;

/**
 * Loops of batch normalization over (n, channels, values), with one implementation per memory order. Sums are in
 * double, one per channel.
 */
interface ChannelLoops {

    /** Overwrites {@code sums} with the sum of x. */
    void sums(float[] x, int n, double[] sums);

    /**
     * Overwrites {@code sums} with the sum of (x - mean)^2. This second pass keeps precision when the mean is far from
     * zero.
     */
    void squaredDistances(float[] x, int n, double[] means, double[] sums);

    /** Overwrites {@code sums} with the sum of g (x - mean). */
    void products(float[] g, float[] x, int n, double[] means, double[] sums);

    /** y = (x - mean) scale + shift. */
    void scaleAndShift(float[] x, int n, double[] means, double[] scales, double[] shifts, float[] y);

    /** dx = dy scale - (x - mean) slope - constant. */
    void inputGradient(
            float[] dy,
            float[] x,
            int n,
            double[] means,
            double[] scales,
            double[] slopes,
            double[] constants,
            float[] dx);
}
