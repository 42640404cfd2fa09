package io.kindling.trainer.optimizer;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.Numbers;
import java.util.List;

/**
 * Momentum, a running sum b of the updates u (Polyak, 1964): b = u in step 1, then b = momentum * b + (1 - dampening) *
 * u. The update becomes b, or with {@code nesterov} u + momentum * b (Sutskever et al., 2013).
 *
 * <p>Before {@link ScaleByLearningRate}, the current learning rate multiplies all of b, as in PyTorch. After it, b
 * includes earlier learning rates, as in the LARS paper. The two differ when the learning rate changes.
 *
 * @param momentum weight of the previous sum, in [0, 1]
 * @param dampening in [0, 1]
 * @param nesterov requires momentum above 0 and dampening 0
 */
public record Momentum(double momentum, double dampening, boolean nesterov) implements Elementwise {
    public Momentum {
        validate("momentum", momentum, dampening, nesterov);
    }

    public Momentum(double momentum) {
        this(momentum, 0, false);
    }

    /** Validates the values; errors name them as components of {@code owner}. */
    static void validate(String owner, double momentum, double dampening, boolean nesterov) {
        Numbers.fraction(owner + ".momentum", momentum);
        Numbers.fraction(owner + ".dampening", dampening);
        if (nesterov && (momentum == 0 || dampening != 0)) {
            throw new ConfigurationException("Invalid " + owner
                    + ".nesterov: true (requires momentum above 0 and dampening 0, not " + momentum + " and "
                    + dampening
                    + ")");
        }
    }

    @Override
    public List<String> slotNames() {
        return List.of("momentum");
    }

    @Override
    public void apply(float[] update, float[][] slots, float[] parameters, int from, int to, Step step) {
        float[] sum = slots[0];
        float old = (float) momentum;
        float fresh = step.number() == 1 ? 1 : (float) (1 - dampening);
        float ahead = nesterov ? old : 1;
        float direct = nesterov ? 1 : 0;
        for (int i = from; i < to; i++) {
            float u = update[i];
            float b = old * sum[i] + fresh * u;
            sum[i] = b;
            update[i] = ahead * b + direct * u;
        }
    }
}
