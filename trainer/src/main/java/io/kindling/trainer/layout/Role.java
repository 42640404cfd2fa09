package io.kindling.trainer.layout;

/** Role of a slice of parameters or buffers. Regularizers and weight decay select slices by role. */
public enum Role {
    /** Weights that multiply an input: of Linear, convolution, recurrence, attention and embedding. */
    WEIGHT,
    /** A bias, added to an output. */
    BIAS,
    /** Scale or shift of a normalization layer. */
    NORMALIZATION,
    /** Not trained: running statistics. */
    BUFFER
}
