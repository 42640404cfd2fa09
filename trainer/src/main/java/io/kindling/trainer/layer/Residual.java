package io.kindling.trainer.layer;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Slot;
import java.util.List;

/**
 * Residual connection: y = x + layers(x) (He et al., "Deep residual learning for image recognition", 2016). The output
 * shape of the layers must equal the input shape.
 *
 * @param layers layers in order, at least one
 */
public record Residual(List<LayerSpec> layers) implements LayerSpec {
    public Residual {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new ConfigurationException("Invalid residual.layers: [] (must have at least one layer)");
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        Shape output = Chain.outputShape(layers, input);
        if (!output.dimensions().equals(input.dimensions())) {
            throw LayerSpec.cannotApply(
                    this,
                    input,
                    "the output shape of its layers, " + output.dimensions() + ", must equal the input shape");
        }
        return output;
    }

    @Override
    public List<Slot> parameters(Shape input) {
        return Chain.parameters(layers, input);
    }

    @Override
    public List<Slot> buffers(Shape input) {
        return Chain.buffers(layers, input);
    }

    @Override
    public Layer bind(Binding binding) {
        return new Bound(binding.id(), binding.input().size(), Chain.bind(layers, binding));
    }

    @Override
    public String export(OnnxScope scope, String x) {
        return scope.node("Add", List.of(x, Chain.export(layers, scope, x)));
    }

    private record Bound(int id, int size, Chain chain) implements Layer {
        /** Slot of the output of the layers before x is added; backward reads it. */
        private static final int INNER = Workspace.FIRST_FREE_SLOT;

        @Override
        public void forward(Pass pass, float[] x, float[] y, int n) {
            float[] inner = pass.workspace().floats(id, INNER, n * size);
            chain.forward(pass, x, inner, n);
            for (int i = 0; i < n * size; i++) {
                y[i] = x[i] + inner[i];
            }
        }

        @Override
        public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
            float[] inner = pass.workspace().floats(id, INNER, n * size);
            chain.backward(pass, x, inner, dy, dx, n);
            if (dx != null) {
                for (int i = 0; i < n * size; i++) {
                    dx[i] += dy[i];
                }
            }
        }
    }
}
