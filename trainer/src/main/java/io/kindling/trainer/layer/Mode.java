package io.kindling.trainer.layer;

/** Whether a pass trains or evaluates: dropout drops and batch norm uses the statistics of its shard only in training. */
public enum Mode {
    TRAINING,
    EVALUATION
}
