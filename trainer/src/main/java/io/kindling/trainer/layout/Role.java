package io.kindling.trainer.layout;

/** What a slice of the parameters or buffers is for; regularizers and weight decay select by it. */
public enum Role {
    /** Multiplies its input: the weights of Linear, convolution, recurrence, attention and embedding. */
    WEIGHT,
    /** Is added to an output. */
    BIAS,
    /** Scale or shift of a normalisation layer. */
    NORMALIZATION,
    /** Not trained: running statistics. */
    BUFFER
}
