package io.kindling.trainer.layer;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.initializer.FanInUniform;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Role;
import io.kindling.trainer.layout.Sequence;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Slot;
import java.util.ArrayList;
import java.util.List;

/**
 * Recurrent layers over a {@link Sequence}, with initial states of zero. Layer k of the stack has, as in PyTorch,
 * {@code weight_ih_lk} [gates * hiddenSize, inputs], {@code weight_hh_lk} [gates * hiddenSize, hiddenSize],
 * {@code bias_ih_lk} and {@code bias_hh_lk} [gates * hiddenSize], and the same with the suffix {@code _reverse} if it
 * is bidirectional. Initial values are uniform in +-1/sqrt(hiddenSize). The inputs of layer k > 0 are the hidden states
 * of all directions of layer k - 1.
 */
public sealed interface Recurrent extends LayerSpec permits Gru, Lstm {

    /** Size of the hidden state of one direction. */
    int hiddenSize();

    /** Number of stacked layers. */
    int numLayers();

    /** Whether each layer also reads the sequence in reverse. */
    boolean bidirectional();

    /** All steps or the last step. */
    RecurrentOutput output();

    /** The computation of one step. */
    RecurrentCell cell();

    /** 2 if bidirectional, otherwise 1. */
    default int directions() {
        return bidirectional() ? 2 : 1;
    }

    /** Size of the hidden states of all directions. */
    default int width() {
        return directions() * hiddenSize();
    }

    @Override
    default Shape outputShape(Shape input) {
        Sequence sequence = sequence(input);
        return output() == RecurrentOutput.LAST ? new Features(width()) : new Sequence(sequence.steps(), width());
    }

    @Override
    default List<Slot> parameters(Shape input) {
        List<Slot> slots = new ArrayList<>();
        int rows = cell().gates() * hiddenSize();
        for (int layer = 0; layer < numLayers(); layer++) {
            int in = inputs(layer, input);
            for (int direction = 0; direction < directions(); direction++) {
                String suffix = suffix(layer, direction);
                slots.add(slot("weight_ih" + suffix, List.of(rows, in), Role.WEIGHT));
                slots.add(slot("weight_hh" + suffix, List.of(rows, hiddenSize()), Role.WEIGHT));
                slots.add(slot("bias_ih" + suffix, List.of(rows), Role.BIAS));
                slots.add(slot("bias_hh" + suffix, List.of(rows), Role.BIAS));
            }
        }
        return slots;
    }

    /** A parameter slot. The bound of its initial values depends on the hidden size only. */
    private Slot slot(String name, List<Integer> dimensions, Role role) {
        return new Slot(name, dimensions, role, new FanInUniform(), hiddenSize(), hiddenSize());
    }

    @Override
    default Layer bind(Binding binding) {
        return new RecurrentLayer(this, binding);
    }

    /** Input size of one layer of the stack. */
    default int inputs(int layer, Shape input) {
        return layer == 0 ? input.lastDimension() : width();
    }

    /** Name suffix of one direction of one layer: {@code _l0}, {@code _l0_reverse}. */
    static String suffix(int layer, int direction) {
        return "_l" + layer + (direction == 1 ? "_reverse" : "");
    }

    /**
     * Returns the input as a sequence.
     *
     * @throws ConfigurationException if it has another shape
     */
    default Sequence sequence(Shape input) {
        if (input instanceof Sequence sequence) {
            return sequence;
        }
        throw LayerSpec.cannotApply(this, input, "it requires a sequence (steps, features)");
    }

    @Override
    default String export(OnnxScope scope, String x) {
        return new RecurrentExport(this, scope).add(x);
    }
}
