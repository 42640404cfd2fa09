package io.kindling.trainer.layer;

/**
 * Count, mean and M2 (the sum of squared distances from the mean) of every channel of every normalization layer. A
 * monoid: merging the moments of shards gives the moments of their union (Chan, Golub and LeVeque, "Updating formulae
 * and a pairwise algorithm for computing sample variances", 1979), also when the mean is far from zero, where sums of
 * squares lose precision.
 */
public final class Moments {
    private final double[] count;
    private final double[] mean;
    private final double[] m2;

    /** The moments of no values. */
    public Moments(int channels) {
        this(new double[channels], new double[channels], new double[channels]);
    }

    /** Creates moments from deserialized arrays. The arrays are kept, not copied. */
    public Moments(double[] count, double[] mean, double[] m2) {
        this.count = count;
        this.mean = mean;
        this.m2 = m2;
    }

    public int channels() {
        return count.length;
    }

    public double count(int channel) {
        return count[channel];
    }

    public double mean(int channel) {
        return mean[channel];
    }

    public double m2(int channel) {
        return m2[channel];
    }

    /** Overwrites one channel. */
    public void set(int channel, double channelCount, double channelMean, double channelM2) {
        count[channel] = channelCount;
        mean[channel] = channelMean;
        m2[channel] = channelM2;
    }

    /**
     * Merges with Chan's formula: with d = mean_b - mean_a and n = n_a + n_b, mean = mean_a + d n_b / n and M2 = M2_a +
     * M2_b + d^2 n_a n_b / n. Merges {@code other} into this; {@code other} does not change.
     */
    public void merge(Moments other) {
        for (int c = 0; c < count.length; c++) {
            double added = other.count[c];
            if (added == 0) {
                continue;
            }
            double total = count[c] + added;
            double distance = other.mean[c] - mean[c];
            mean[c] += distance * (added / total);
            m2[c] += other.m2[c] + distance * distance * (count[c] * added / total);
            count[c] = total;
        }
    }
}
