package io.kindling.trainer.loss;

/** What a loss trains a network for; decides how targets are read, what a prediction is and which metrics have a meaning. */
public enum Task {
    /** One of C classes; the target is a class index, or a distribution over the classes. */
    MULTICLASS,
    /** Each output column is a yes or no of its own; targets are in [0, 1]. */
    BINARY,
    /** Each output column is a number. */
    REGRESSION
}
