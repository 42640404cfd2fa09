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
 * Layers that carry a hidden state from step to step of a {@link Sequence}, from zero states. Layer k of the stack has, as in PyTorch, {@code weight_ih_lk} [gates *
 * hiddenSize, inputs], {@code weight_hh_lk} [gates * hiddenSize, hiddenSize], {@code bias_ih_lk} and {@code bias_hh_lk} [gates * hiddenSize], and the same
 * again with the suffix {@code _reverse} if it is bidirectional; all start uniform in +-1/sqrt(hiddenSize). Above the first layer, the
 * inputs are the hidden states of both directions of the layer below.
 */
public sealed interface Recurrent extends LayerSpec permits Gru, Lstm {

    /** Values of the hidden state of one direction. */
    int hiddenSize();

    /** Recurrent layers one upon another. */
    int numLayers();

    /** Whether each layer also reads the sequence from its end. */
    boolean bidirectional();

    /** All steps or the last. */
    RecurrentOutput output();

    /** What happens in one step. */
    RecurrentCell cell();

    /** 2 if bidirectional, otherwise 1. */
    default int directions() {
        return bidirectional() ? 2 : 1;
    }

    /** Values of the hidden states of all directions. */
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

    /** One parameter; the bound of its first values is that of the hidden size, whatever it multiplies. */
    private Slot slot(String name, List<Integer> dimensions, Role role) {
        return new Slot(name, dimensions, role, new FanInUniform(), hiddenSize(), hiddenSize());
    }

    @Override
    default Layer bind(Binding binding) {
        return new RecurrentLayer(this, binding);
    }

    /** Values that one layer of the stack reads at a step. */
    default int inputs(int layer, Shape input) {
        return layer == 0 ? input.lastDimension() : width();
    }

    /** The end of the names of one direction of one layer: {@code _l0}, {@code _l0_reverse}. */
    static String suffix(int layer, int direction) {
        return "_l" + layer + (direction == 1 ? "_reverse" : "");
    }

    /**
     * The input as a sequence.
     *
     * @throws ConfigurationException if it is something else
     */
    default Sequence sequence(Shape input) {
        if (input instanceof Sequence sequence) {
            return sequence;
        }
        throw LayerSpec.cannotApply(this, input, "give it a sequence (steps, features)");
    }

    @Override
    default String export(OnnxScope scope, String x) {
        return new RecurrentExport(this, scope).add(x);
    }
}
