package io.kindling.trainer.layer;

import io.kindling.trainer.initializer.FanInUniform;
import io.kindling.trainer.initializer.XavierUniform;
import io.kindling.trainer.initializer.Zeros;
import io.kindling.trainer.layout.Dimensions;
import io.kindling.trainer.layout.Role;
import io.kindling.trainer.layout.Sequence;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Slot;
import java.util.ArrayList;
import java.util.List;

/**
 * Multi-head self-attention (Vaswani et al., 2017): (N, T, E) to (N, T, E), where E must be a multiple of the heads. {@code in_proj_weight} is [3E, E], the rows
 * of q, k and v one behind another; {@code in_proj_bias} [3E], {@code out_proj.weight} [E, E], {@code out_proj.bias} [E]. First values as in PyTorch: in_proj Xavier uniform, out_proj uniform in
 * +-1/sqrt(E), biases 0. Without positions ({@link PositionalEncoding}) it does not know the order of the steps.
 *
 * @param numHeads heads, each of E / numHeads values
 * @param causal whether a step attends only to itself and the steps before it; default false
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
            throw LayerSpec.cannotApply(this, input, "give it a sequence (steps, features)");
        }
        if (sequence.features() % numHeads != 0) {
            throw LayerSpec.cannotApply(this, input, "choose numHeads so that it divides the features");
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
