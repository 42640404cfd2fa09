package io.kindling.trainer.optimizer;

import io.kindling.trainer.error.Numbers;

/**
 * update = update + weightDecay * p. First in the chain, it adds the gradient of weightDecay / 2 * sum of p^2 (SGD and
 * Adam of PyTorch). After an adaptive scaling, it is decoupled weight decay (AdamW: Loshchilov and Hutter, 2019),
 * scaled by the learning rate only.
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
