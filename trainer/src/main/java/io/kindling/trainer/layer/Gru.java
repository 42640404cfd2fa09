package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Dimensions;
import java.util.Objects;

/**
 * Gated recurrent unit (Cho et al., 2014, in the form whose reset gate acts after the multiplication): (N, T, features) to (N, T, hiddenSize * directions), or
 * to (N, hiddenSize * directions). The formulas stand in {@link GruCell}, the parameters in {@link Recurrent}.
 *
 * @param hiddenSize values of the hidden state of one direction
 * @param numLayers layers one upon another; default 1
 * @param bidirectional whether each layer also reads the sequence from its end; default false
 * @param output default SEQUENCE
 */
public record Gru(int hiddenSize, int numLayers, boolean bidirectional, RecurrentOutput output) implements Recurrent {
    public Gru {
        Dimensions.positive("gru.hiddenSize", hiddenSize);
        Dimensions.positive("gru.numLayers", numLayers);
        Objects.requireNonNull(output, "output");
    }

    public Gru(int hiddenSize) {
        this(hiddenSize, 1, false, RecurrentOutput.SEQUENCE);
    }

    @Override
    public RecurrentCell cell() {
        return new GruCell();
    }
}
