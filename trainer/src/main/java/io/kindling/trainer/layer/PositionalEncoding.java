package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Sequence;
import io.kindling.trainer.layout.Shape;
import java.util.List;

/**
 * Sinusoidal positional encoding (Vaswani et al., 2017), which lets attention use the order of the steps. For step t, E
 * features and each even j, it adds sin(t / 10000^(j/E)) to feature j and the cosine of the same angle to feature j +
 * 1.
 */
public record PositionalEncoding() implements LayerSpec {

    @Override
    public Shape outputShape(Shape input) {
        if (input instanceof Sequence) {
            return input;
        }
        throw LayerSpec.cannotApply(this, input, "it requires a sequence (steps, features)");
    }

    @Override
    public Layer bind(Binding binding) {
        return new Bound((Sequence) binding.input());
    }

    /** Uses StrictMath, so the table has the same bits on every processor. */
    @Override
    public String export(OnnxScope scope, String x) {
        Sequence sequence = (Sequence) scope.input();
        return scope.node("Add", List.of(x, scope.floats("table", sequence.dimensions(), table(sequence))));
    }

    private static float[] table(Sequence sequence) {
        int e = sequence.features();
        float[] table = new float[sequence.size()];
        for (int i = 0; i < table.length; i++) {
            int step = i / e;
            int j = i % e;
            double angle = step / StrictMath.pow(10000, (double) (j - j % 2) / e);
            table[i] = (float) (j % 2 == 0 ? StrictMath.sin(angle) : StrictMath.cos(angle));
        }
        return table;
    }

    private static final class Bound implements Layer {
        private final float[] table;

        Bound(Sequence sequence) {
            this.table = table(sequence);
        }

        @Override
        public void forward(Pass pass, float[] x, float[] y, int n) {
            for (int example = 0; example < n; example++) {
                int at = example * table.length;
                for (int i = 0; i < table.length; i++) {
                    y[at + i] = x[at + i] + table[i];
                }
            }
        }

        @Override
        public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
            if (dx != null) {
                System.arraycopy(dy, 0, dx, 0, n * table.length);
            }
        }
    }
}
