package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Dimensions;
import java.util.Objects;

/**
 * Long short-term memory (Hochreiter and Schmidhuber, 1997, with the forget gate of Gers et al., 2000): (N, T,
 * features) to (N, T, hiddenSize * directions), or to (N, hiddenSize * directions). See {@link LstmCell} for the
 * formulas and {@link Recurrent} for the parameters.
 *
 * @param hiddenSize size of the hidden state and of the cell state of one direction
 * @param numLayers number of stacked layers; default 1
 * @param bidirectional whether each layer also reads the sequence in reverse; default false
 * @param output all steps or the last step; default SEQUENCE
 */
public record Lstm(int hiddenSize, int numLayers, boolean bidirectional, RecurrentOutput output) implements Recurrent {
    public Lstm {
        Dimensions.positive("lstm.hiddenSize", hiddenSize);
        Dimensions.positive("lstm.numLayers", numLayers);
        Objects.requireNonNull(output, "output");
    }

    public Lstm(int hiddenSize) {
        this(hiddenSize, 1, false, RecurrentOutput.SEQUENCE);
    }

    @Override
    public RecurrentCell cell() {
        return new LstmCell();
    }
}
