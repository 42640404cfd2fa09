package io.kindling.trainer.layer;

/** Output of a recurrent layer. */
public enum RecurrentOutput {
    /** The hidden state of the top layer at every step: (T, hiddenSize * directions). */
    SEQUENCE,
    /**
     * The final hidden state of each direction of the top layer: (hiddenSize * directions). The forward half is the
     * state at the last step, the reverse half the state at the first step.
     */
    LAST
}
