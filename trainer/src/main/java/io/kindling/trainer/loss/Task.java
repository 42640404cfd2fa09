package io.kindling.trainer.loss;

/** Task of a network. It determines the meaning of targets and predictions, and which metrics apply. */
public enum Task {
    /** One of C classes; the target is a class index, or a distribution over the classes. */
    MULTICLASS,
    /** Each output column is an independent binary label; targets are in [0, 1]. */
    BINARY,
    /** Each output column is a number. */
    REGRESSION
}
