package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Dimensions;
import java.util.Objects;

/**
 * Gated recurrent unit (Cho et al., 2014, in the variant that applies the reset gate after the multiplication): (N, T,
 * features) to (N, T, hiddenSize * directions), or to (N, hiddenSize * directions). See {@link GruCell} for the
 * formulas and {@link Recurrent} for the parameters.
 *
 * @param hiddenSize size of the hidden state of one direction
 * @param numLayers number of stacked layers; default 1
 * @param bidirectional whether each layer also reads the sequence in reverse; default false
 * @param output all steps or the last step; default SEQUENCE
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
