package io.kindling.trainer.layer;

/** What a recurrent layer gives. */
public enum RecurrentOutput {
    /** The hidden state of the top layer at every step: (T, hiddenSize * directions). */
    SEQUENCE,
    /**
     * The hidden state of the top layer after each direction has read everything: (hiddenSize * directions). The forward half is that of the last
     * step, the reverse half that of the first.
     */
    LAST
}
