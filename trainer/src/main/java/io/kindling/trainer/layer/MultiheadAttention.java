package io.kindling.trainer.layer;

import io.kindling.trainer.initializer.FanInUniform;
import io.kindling.trainer.initializer.XavierUniform;
import io.kindling.trainer.initializer.Zeros;
import io.kindling.trainer.layout.Dimensions;
import io.kindling.trainer.layout.Role;
import io.kindling.trainer.layout.Sequence;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Slot;
import io.kindling.trainer.onnx.OnnxAttribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Multi-head self-attention (Vaswani et al., 2017): (N, T, E) to (N, T, E), where E must be a multiple of numHeads.
 * {@code in_proj_weight} is [3E, E], the rows of q, then k, then v; {@code in_proj_bias} [3E], {@code out_proj.weight}
 * [E, E], {@code out_proj.bias} [E]. Initial values are as in PyTorch: in_proj Xavier uniform, out_proj uniform in
 * +-1/sqrt(E), biases 0. Add {@link PositionalEncoding} before it if the order of the steps matters.
 *
 * @param numHeads number of heads, each with E / numHeads values
 * @param causal whether a step attends only to itself and earlier steps; default false
 * @param bias whether both projections have a bias; default true
 */
public record MultiheadAttention(int numHeads, boolean causal, boolean bias) implements LayerSpec {
    public MultiheadAttention {
        Dimensions.positive("multiheadAttention.numHeads", numHeads);
    }

    public MultiheadAttention(int numHeads) {
        this(numHeads, false, true);
    }

    @Override
    public Shape outputShape(Shape input) {
        if (!(input instanceof Sequence sequence)) {
            throw LayerSpec.cannotApply(this, input, "it requires a sequence (steps, features)");
        }
        if (sequence.features() % numHeads != 0) {
            throw LayerSpec.cannotApply(this, input, "numHeads must divide the features");
        }
        return input;
    }

    @Override
    public List<Slot> parameters(Shape input) {
        int e = input.lastDimension();
        List<Slot> slots = new ArrayList<>();
        slots.add(new Slot("in_proj_weight", List.of(3 * e, e), Role.WEIGHT, new XavierUniform(), e, 3 * e));
        if (bias) {
            slots.add(new Slot("in_proj_bias", List.of(3 * e), Role.BIAS, new Zeros(), e, 3 * e));
        }
        slots.add(new Slot("out_proj.weight", List.of(e, e), Role.WEIGHT, new FanInUniform(), e, e));
        if (bias) {
            slots.add(new Slot("out_proj.bias", List.of(e), Role.BIAS, new Zeros(), e, e));
        }
        return slots;
    }

    @Override
    public Layer bind(Binding binding) {
        int steps = ((Sequence) binding.input()).steps();
        AttentionMask mask = causal ? AttentionMask.causal() : AttentionMask.none();
        return new Bound(new AttentionProjections(this, binding, steps, steps), mask);
    }

    /** One product computes queries, keys and values, (N, T, 3, heads, E / heads); it is then split. */
    @Override
    public String export(OnnxScope scope, String x) {
        int steps = ((Sequence) scope.input()).steps();
        int e = scope.input().lastDimension();
        int headSize = e / numHeads;
        String projected =
                scope.reshape(projection(scope, x, "in_proj_weight", "in_proj_bias"), steps, 3, numHeads, headSize);
        String parts = scope.node("Transpose", List.of(projected), OnnxAttribute.integers("perm", 2, 0, 3, 1, 4));
        String q = part(scope, parts, 0);
        String keys =
                scope.node("Transpose", List.of(part(scope, parts, 1)), OnnxAttribute.integers("perm", 0, 1, 3, 2));
        String scale = scope.scalar("scale", 1 / Math.sqrt(headSize));
        String scores = scope.node("Mul", List.of(scope.node("MatMul", List.of(q, keys)), scale));
        if (causal) {
            scores = scope.node(
                    "Add", List.of(scores, scope.floats("mask", List.of(steps, steps), futureHidden(steps))));
        }
        String weights = scope.node("Softmax", List.of(scores), OnnxAttribute.integer("axis", -1));
        String context = scope.node("MatMul", List.of(weights, part(scope, parts, 2)));
        String joined = scope.node("Transpose", List.of(context), OnnxAttribute.integers("perm", 0, 2, 1, 3));
        return projection(scope, scope.reshape(joined, steps, e), "out_proj.weight", "out_proj.bias");
    }

    private String projection(OnnxScope scope, String x, String weight, String biasName) {
        String transposed =
                scope.node("Transpose", List.of(scope.parameter(weight)), OnnxAttribute.integers("perm", 1, 0));
        String product = scope.node("MatMul", List.of(x, transposed));
        return bias ? scope.node("Add", List.of(product, scope.parameter(biasName))) : product;
    }

    private static String part(OnnxScope scope, String parts, int index) {
        String squeezed = scope.node("Gather", List.of(parts, scope.longs("part", index)));
        return scope.node("Squeeze", List.of(squeezed, scope.longs("axis", 0)));
    }

    private static float[] futureHidden(int steps) {
        float[] mask = new float[steps * steps];
        for (int query = 0; query < steps; query++) {
            Arrays.fill(mask, query * steps + query + 1, (query + 1) * steps, Float.NEGATIVE_INFINITY);
        }
        return mask;
    }

    private record Bound(AttentionProjections attention, AttentionMask mask) implements Layer {

        @Override
        public void forward(Pass pass, float[] x, float[] y, int n) {
            attention.forward(pass, mask, x, x, y, n);
        }

        @Override
        public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
            attention.backward(pass, x, x, dy, dx, dx, n);
        }
    }
}
