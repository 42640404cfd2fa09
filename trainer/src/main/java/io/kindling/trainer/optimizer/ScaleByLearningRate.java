package io.kindling.trainer.optimizer;

/** Multiplies the update by the learning rate: update = learningRate * update. */
public record ScaleByLearningRate() implements Elementwise {

    @Override
    public void apply(float[] update, float[][] slots, float[] parameters, int from, int to, Step step) {
        float rate = (float) step.learningRate();
        for (int i = from; i < to; i++) {
            update[i] *= rate;
        }
    }
}
