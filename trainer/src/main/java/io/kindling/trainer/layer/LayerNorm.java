package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Dimensions;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Slot;
import io.kindling.trainer.onnx.OnnxAttribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Layer normalization: y = (x - mean) / sqrt(variance + eps) weight + bias, with mean and biased variance over the
 * trailing dimensions of each example (Ba, Kiros and Hinton, "Layer normalization", 2016). {@code weight} and
 * {@code bias} have the shape normalizedShape.
 *
 * @param normalizedShape trailing dimensions to normalize over, outermost first; default empty: the last dimension
 * @param eps added to the variance; default 1e-5
 * @param elementwiseAffine whether the layer has weight and bias; default true
 */
public record LayerNorm(List<Integer> normalizedShape, double eps, boolean elementwiseAffine) implements LayerSpec {
    public LayerNorm {
        normalizedShape = List.copyOf(normalizedShape);
        for (int extent : normalizedShape) {
            Dimensions.positive("layerNorm.normalizedShape", extent);
        }
        Normalization.positiveEps("layerNorm.eps", eps);
    }

    public LayerNorm() {
        this(List.of(), 1e-5, true);
    }

    @Override
    public Shape outputShape(Shape input) {
        normalized(input);
        return input;
    }

    private List<Integer> normalized(Shape input) {
        List<Integer> dimensions = input.dimensions();
        int trailing = Math.max(1, normalizedShape.size());
        if (trailing <= dimensions.size()) {
            List<Integer> last = dimensions.subList(dimensions.size() - trailing, dimensions.size());
            if (normalizedShape.isEmpty() || normalizedShape.equals(last)) {
                return last;
            }
        }
        throw LayerSpec.cannotApply(this, input, "normalizedShape must equal its trailing dimensions");
    }

    @Override
    public List<Slot> parameters(Shape input) {
        return Normalization.parameters(normalized(input), elementwiseAffine);
    }

    @Override
    public Layer bind(Binding binding) {
        int size = normalized(binding.input()).stream().reduce(1, Math::multiplyExact);
        return new LayerNormLayer(
                binding.id(),
                binding.input().size() / size,
                size,
                eps,
                elementwiseAffine ? binding.parameter("weight") : null,
                elementwiseAffine ? binding.parameter("bias") : null);
    }

    @Override
    public String export(OnnxScope scope, String x) {
        List<Integer> dimensions = normalized(scope.input());
        List<String> inputs = new ArrayList<>(List.of(x));
        if (elementwiseAffine) {
            inputs.addAll(List.of(scope.parameter("weight"), scope.parameter("bias")));
        } else {
            float[] ones = new float[dimensions.stream().reduce(1, Math::multiplyExact)];
            Arrays.fill(ones, 1f);
            inputs.add(scope.floats("one", dimensions, ones));
        }
        return scope.node(
                "LayerNormalization",
                inputs,
                OnnxAttribute.integer("axis", -dimensions.size()),
                OnnxAttribute.number("epsilon", eps));
    }
}
