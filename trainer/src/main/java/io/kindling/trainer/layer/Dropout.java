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
        /** Values of 16 bits. */
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
         * Value i has 16 bits of the stream of its own, a quarter of output i / 4: it is dropped when they, as a number, are below 2^16 p. When they are equal to the whole part of
         * 2^16 p, the fraction is what a uniform number of another stream is compared with, so that the probability is p itself.
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
