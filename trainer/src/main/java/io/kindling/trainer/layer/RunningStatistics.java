package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Slice;

/**
 * Location and momentum of the running statistics of a normalization layer.
 *
 * @param mean slice of the buffers
 * @param variance slice of the buffers, as long as {@code mean}
 * @param firstChannel index of channel 0 in the {@link Moments}
 * @param momentum weight of the NEW value: running = (1 - momentum) running + momentum value
 */
public record RunningStatistics(Slice mean, Slice variance, int firstChannel, double momentum) {

    /**
     * Updates running_mean with the pooled mean of the batch, and running_var with its unbiased variance M2 / (count -
     * 1), in the two slices of {@code buffers}. Channels with fewer than two values do not change, because their
     * variance is undefined.
     */
    public void update(Moments moments, float[] buffers) {
        for (int c = 0; c < mean.length(); c++) {
            double count = moments.count(firstChannel + c);
            if (count < 2) {
                continue;
            }
            int m = mean.offset() + c;
            int v = variance.offset() + c;
            double unbiased = moments.m2(firstChannel + c) / (count - 1);
            buffers[m] = (float) ((1 - momentum) * buffers[m] + momentum * moments.mean(firstChannel + c));
            buffers[v] = (float) ((1 - momentum) * buffers[v] + momentum * unbiased);
        }
    }
}
