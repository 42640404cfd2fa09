package io.kindling.trainer.optimizer;

import io.kindling.trainer.error.Numbers;

/**
 * update = update + weightDecay * p. As the first link it is the gradient of weightDecay / 2 * sum of p^2 (SGD, Adam of PyTorch); behind a
 * scaling it is decoupled from it (Loshchilov and Hutter, 2019: AdamW), and is then scaled by the learning rate alone.
 *
 * @param weightDecay not negative
 */
public record AddWeightDecay(double weightDecay) implements Elementwise {
    public AddWeightDecay {
        Numbers.nonNegative("addWeightDecay.weightDecay", weightDecay);
    }

    @Override
    public void apply(float[] update, float[][] slots, float[] parameters, int from, int to, Step step) {
        float decay = (float) weightDecay;
        for (int i = from; i < to; i++) {
            update[i] += decay * parameters[i];
        }
    }
}
