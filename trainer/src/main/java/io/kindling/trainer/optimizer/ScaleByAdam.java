package io.kindling.trainer.optimizer;

import io.kindling.trainer.error.Numbers;
import java.util.List;

/**
 * m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; update = m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) +
 * eps) in step t (Kingma and Ba, 2015). {@code amsgrad} uses the largest v so far, before the bias correction (Reddi,
 * Kale and Kumar, 2018). Without {@code biasCorrection}, update = m / (sqrt(v) + eps).
 *
 * @param beta1 in [0, 1)
 * @param beta2 in [0, 1)
 * @param eps positive as a float
 */
public record ScaleByAdam(double beta1, double beta2, double eps, boolean amsgrad, boolean biasCorrection)
        implements Elementwise {
    public ScaleByAdam {
        validate("adam", beta1, beta2, eps);
    }

    /** Validates the values; errors name them as components of {@code owner}. */
    static void validate(String owner, double beta1, double beta2, double eps) {
        Numbers.belowOne(owner + ".beta1", beta1);
        Numbers.belowOne(owner + ".beta2", beta2);
        Numbers.positive(owner + ".eps", (float) eps);
    }

    @Override
    public List<String> slotNames() {
        return amsgrad ? List.of("adam.m", "adam.v", "adam.vMax") : List.of("adam.m", "adam.v");
    }

    @Override
    public void apply(float[] update, float[][] slots, float[] parameters, int from, int to, Step step) {
        if (amsgrad) {
            divideByLargest(update, slots[0], slots[1], slots[2], from, to, step);
        } else {
            divide(update, slots[0], slots[1], from, to, step);
        }
    }

    private void divide(float[] update, float[] m, float[] v, int from, int to, Step step) {
        float old1 = (float) beta1;
        float new1 = (float) (1 - beta1);
        float old2 = (float) beta2;
        float new2 = (float) (1 - beta2);
        float scale1 = scale1(step);
        float scale2 = scale2(step);
        float epsilon = (float) eps;
        for (int i = from; i < to; i++) {
            float g = update[i];
            float first = old1 * m[i] + new1 * g;
            float second = old2 * v[i] + new2 * g * g;
            m[i] = first;
            v[i] = second;
            update[i] = scale1 * first / (scale2 * (float) Math.sqrt(second) + epsilon);
        }
    }

    private void divideByLargest(float[] update, float[] m, float[] v, float[] vMax, int from, int to, Step step) {
        float old1 = (float) beta1;
        float new1 = (float) (1 - beta1);
        float old2 = (float) beta2;
        float new2 = (float) (1 - beta2);
        float scale1 = scale1(step);
        float scale2 = scale2(step);
        float epsilon = (float) eps;
        for (int i = from; i < to; i++) {
            float g = update[i];
            float first = old1 * m[i] + new1 * g;
            float second = old2 * v[i] + new2 * g * g;
            float largest = Math.max(vMax[i], second);
            m[i] = first;
            v[i] = second;
            vMax[i] = largest;
            update[i] = scale1 * first / (scale2 * (float) Math.sqrt(largest) + epsilon);
        }
    }

    private float scale1(Step step) {
        return biasCorrection ? (float) (1 / (1 - StrictMath.pow(beta1, (double) step.number()))) : 1;
    }

    private float scale2(Step step) {
        return biasCorrection ? (float) (1 / Math.sqrt(1 - StrictMath.pow(beta2, (double) step.number()))) : 1;
    }
}
