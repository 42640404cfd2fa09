package io.kindling.trainer.layer;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.random.RandomStream;

/**
 * Dropout: training sets each value to 0 with probability p and divides the other values by 1 - p; evaluation is the
 * identity (Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", 2014). The dropped
 * values depend only on the random stream of the pass, the layer and the index of the value.
 *
 * @param p probability of setting a value to 0, in [0, 1); default 0.5
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
        /** Number of values of 16 bits. */
        private static final int DRAWS = 1 << 16;

        private static final int FACTORS = Workspace.FIRST_FREE_SLOT;

        @Override
        public void forward(Pass pass, float[] x, float[] y, int n) {
            if (!pass.training()) {
                System.arraycopy(x, 0, y, 0, n * size);
                return;
            }
            float[] factors = factors(pass, n);
            draw(pass.random().split(id), factors, n * size);
            multiply(x, factors, y, n * size);
        }

        /**
         * Value i uses 16 bits of the stream, a quarter of output i / 4. It is dropped if these bits, as a number, are
         * below 2^16 p. If they equal floor(2^16 p), a uniform number of another stream is compared with the fraction,
         * so the probability is exactly p.
         */
        private void draw(RandomStream random, float[] factors, int length) {
            int kept = Float.floatToRawIntBits((float) (1 / (1 - p)));
            int bound = (int) (p * DRAWS);
            double fraction = p * DRAWS - bound;
            int undecided = fraction == 0 ? -1 : bound;
            long bits = 0;
            for (int i = 0; i < length; i++) {
                bits = i % 4 == 0 ? random.bits(i / 4) : bits >>> 16;
                int draw = (int) bits & (DRAWS - 1);
                factors[i] = Float.intBitsToFloat(kept & ~((draw - bound) >> 31));
                if (draw == undecided && random.split(1).uniformDouble(i) < fraction) {
                    factors[i] = 0f;
                }
            }
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

        /** Factors: 0 for dropped values, 1 / (1 - p) for kept values. Forward writes them, backward reads them. */
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
