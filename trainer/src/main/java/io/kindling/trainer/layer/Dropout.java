package io.kindling.trainer.layer;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.random.RandomStream;

/**
 * In training sets each value to 0 with probability p and divides the others by 1 - p; in evaluation leaves all as they are (Srivastava et al.,
 * "Dropout: a simple way to prevent neural networks from overfitting", 2014). What is dropped depends on the random stream of the pass, the
 * layer and the index of the value alone.
 *
 * @param p probability of dropping, in [0, 1); default 0.5
 */
public record Dropout(double p) implements LayerSpec {
    public Dropout {
        if (!(p >= 0 && p < 1)) {
            throw new ConfigurationException("Invalid dropout.p: " + p + " (must be at least 0 and below 1)");
        }
    }

    public Dropout() {
        this(0.5);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Layer bind(Binding binding) {
        return new Bound(binding.id(), binding.input().size(), p);
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return x;
    }

    private record Bound(int id, int size, double p) implements Layer {
        private static final int FACTORS = Workspace.FIRST_FREE_SLOT;

        @Override
        public void forward(Pass pass, float[] x, float[] y, int n) {
            if (!pass.training()) {
                System.arraycopy(x, 0, y, 0, n * size);
                return;
            }
            float[] factors = factors(pass, n);
            RandomStream random = pass.random().split(id);
            float kept = (float) (1 / (1 - p));
            for (int i = 0; i < n * size; i++) {
                factors[i] = random.uniform(i) < p ? 0f : kept;
            }
            multiply(x, factors, y, n * size);
        }

        @Override
        public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
            if (dx == null) {
                return;
            }
            if (pass.training()) {
                multiply(dy, factors(pass, n), dx, n * size);
            } else {
                System.arraycopy(dy, 0, dx, 0, n * size);
            }
        }

        /** 0 where a value is dropped, 1 / (1 - p) where it is kept: written by forward, read by backward. */
        private float[] factors(Pass pass, int n) {
            return pass.workspace().floats(id, FACTORS, n * size);
        }

        private static void multiply(float[] values, float[] factors, float[] products, int length) {
            for (int i = 0; i < length; i++) {
                products[i] = values[i] * factors[i];
            }
        }
    }
}
