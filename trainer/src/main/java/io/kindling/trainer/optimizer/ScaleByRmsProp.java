package io.kindling.trainer.optimizer;

import io.kindling.trainer.error.Numbers;
import java.util.List;

/**
 * v = alpha v + (1 - alpha) g^2; update = g / (sqrt(v) + eps), with eps outside the root (Tieleman and Hinton, 2012).
 * {@code centered} also keeps a = alpha a + (1 - alpha) g and uses the variance v - a^2, clamped to at least 0, in
 * place of v (Graves, 2013).
 *
 * @param alpha weight of the previous mean, in [0, 1)
 * @param eps positive as a float
 */
public record ScaleByRmsProp(double alpha, double eps, boolean centered) implements Elementwise {
    public ScaleByRmsProp {
        validate(alpha, eps);
    }

    /** Validates the values; errors name them as components of {@code rmsProp}. */
    static void validate(double alpha, double eps) {
        Numbers.belowOne("rmsProp.alpha", alpha);
        Numbers.positive("rmsProp.eps", (float) eps);
    }

    @Override
    public List<String> slotNames() {
        return centered
                ? List.of("rmsProp.squareAverage", "rmsProp.gradientAverage")
                : List.of("rmsProp.squareAverage");
    }

    @Override
    public void apply(float[] update, float[][] slots, float[] parameters, int from, int to, Step step) {
        if (centered) {
            divideByDeviation(update, slots[0], slots[1], from, to);
        } else {
            divideByRoot(update, slots[0], from, to);
        }
    }

    private void divideByRoot(float[] update, float[] squareAverage, int from, int to) {
        float old = (float) alpha;
        float fresh = (float) (1 - alpha);
        float epsilon = (float) eps;
        for (int i = from; i < to; i++) {
            float g = update[i];
            float v = old * squareAverage[i] + fresh * g * g;
            squareAverage[i] = v;
            update[i] = g / ((float) Math.sqrt(v) + epsilon);
        }
    }

    private void divideByDeviation(float[] update, float[] squareAverage, float[] gradientAverage, int from, int to) {
        float old = (float) alpha;
        float fresh = (float) (1 - alpha);
        float epsilon = (float) eps;
        for (int i = from; i < to; i++) {
            float g = update[i];
            float v = old * squareAverage[i] + fresh * g * g;
            float a = old * gradientAverage[i] + fresh * g;
            squareAverage[i] = v;
            gradientAverage[i] = a;
            update[i] = g / ((float) Math.sqrt(Math.max(0f, v - a * a)) + epsilon);
        }
    }
}
