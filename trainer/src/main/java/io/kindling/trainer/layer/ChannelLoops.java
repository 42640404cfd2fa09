package io.kindling.trainer.layer;

/**
 * The loops of batch normalisation over (n, channels, values); one implementation for each order in memory that is fast to walk. Sums are in double and
 * have one entry a channel.
 */
interface ChannelLoops {

    /** Overwrites {@code sums} with the sum of x. */
    void sums(float[] x, int n, double[] sums);

    /** Overwrites {@code sums} with the sum of (x - mean)^2: the second pass, which keeps its digits far away from zero. */
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
