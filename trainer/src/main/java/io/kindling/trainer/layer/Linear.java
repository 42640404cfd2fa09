package io.kindling.trainer.layer;

import io.kindling.trainer.initializer.FanInUniform;
import io.kindling.trainer.initializer.Initializer;
import io.kindling.trainer.initializer.KaimingUniform;
import io.kindling.trainer.layout.Dimensions;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Role;
import io.kindling.trainer.layout.Sequence;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Slice;
import io.kindling.trainer.layout.Slot;
import io.kindling.trainer.math.ColumnSums;
import io.kindling.trainer.math.Gemm.Operand;
import io.kindling.trainer.onnx.OnnxAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Fully connected layer, y = x W^T + b over the last dimension: (N, inFeatures) to (N, outFeatures), or (N, T,
 * inFeatures) to (N, T, outFeatures). {@code weight} is [outFeatures, inFeatures], {@code bias} [outFeatures].
 *
 * @param outFeatures output size
 * @param bias whether the layer has a bias; default true
 * @param weightInitializer default as in PyTorch: uniform in +-1/sqrt(inFeatures)
 * @param biasInitializer default as in PyTorch: uniform in +-1/sqrt(inFeatures)
 */
public record Linear(int outFeatures, boolean bias, Initializer weightInitializer, Initializer biasInitializer)
        implements LayerSpec {
    public Linear {
        Dimensions.positive("linear.outFeatures", outFeatures);
        Objects.requireNonNull(weightInitializer, "weightInitializer");
        Objects.requireNonNull(biasInitializer, "biasInitializer");
    }

    public Linear(int outFeatures) {
        this(outFeatures, true, new KaimingUniform(Math.sqrt(5)), new FanInUniform());
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.isVector()) {
            return new Features(outFeatures);
        }
        if (input instanceof Sequence sequence) {
            return new Sequence(sequence.steps(), outFeatures);
        }
        throw LayerSpec.cannotApply(this, input, "add flatten before it");
    }

    @Override
    public List<Slot> parameters(Shape input) {
        int in = input.lastDimension();
        List<Slot> slots = new ArrayList<>();
        slots.add(new Slot("weight", List.of(outFeatures, in), Role.WEIGHT, weightInitializer, in, outFeatures));
        if (bias) {
            slots.add(new Slot("bias", List.of(outFeatures), Role.BIAS, biasInitializer, in, outFeatures));
        }
        return slots;
    }

    @Override
    public Layer bind(Binding binding) {
        int in = binding.input().lastDimension();
        int rows = binding.input().size() / in;
        return new Bound(rows, in, outFeatures, binding.parameter("weight"), bias ? binding.parameter("bias") : null);
    }

    @Override
    public String export(OnnxScope scope, String x) {
        String weight = scope.parameter("weight");
        if (scope.input() instanceof Sequence) {
            return rows(scope, x, weight);
        }
        List<String> inputs = new ArrayList<>(List.of(x, weight));
        if (bias) {
            inputs.add(scope.parameter("bias"));
        }
        return scope.node("Gemm", inputs, OnnxAttribute.integer("transB", 1));
    }

    /** Gemm of ONNX only multiplies single matrices; a stack needs MatMul and Add. */
    private String rows(OnnxScope scope, String x, String weight) {
        String transposed = scope.node("Transpose", List.of(weight), OnnxAttribute.integers("perm", 1, 0));
        String product = scope.node("MatMul", List.of(x, transposed));
        return bias ? scope.node("Add", List.of(product, scope.parameter("bias"))) : product;
    }

    private record Bound(int rows, int in, int out, Slice weight, Slice bias) implements Layer {

        @Override
        public void forward(Pass pass, float[] x, float[] y, int n) {
            float[] parameters = pass.parameters();
            int m = n * rows;
            if (bias != null) {
                for (int row = 0; row < m; row++) {
                    System.arraycopy(parameters, bias.offset(), y, row * out, out);
                }
            }
            pass.gemm()
                    .multiply(
                            Operand.PLAIN,
                            Operand.TRANSPOSED,
                            m,
                            out,
                            in,
                            1f,
                            x,
                            0,
                            in,
                            parameters,
                            weight.offset(),
                            in,
                            bias == null ? 0f : 1f,
                            y,
                            0,
                            out);
        }

        @Override
        public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
            float[] gradient = pass.gradient();
            int m = n * rows;
            pass.gemm()
                    .multiply(
                            Operand.TRANSPOSED,
                            Operand.PLAIN,
                            out,
                            in,
                            m,
                            1f,
                            dy,
                            0,
                            out,
                            x,
                            0,
                            in,
                            1f,
                            gradient,
                            weight.offset(),
                            in);
            if (bias != null) {
                ColumnSums.addTo(dy, m, out, gradient, bias.offset());
            }
            if (dx != null) {
                pass.gemm()
                        .multiply(
                                Operand.PLAIN,
                                Operand.PLAIN,
                                m,
                                in,
                                out,
                                1f,
                                dy,
                                0,
                                out,
                                pass.parameters(),
                                weight.offset(),
                                in,
                                0f,
                                dx,
                                0,
                                in);
            }
        }
    }
}
