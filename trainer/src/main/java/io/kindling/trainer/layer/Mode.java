package io.kindling.trainer.layer;

/** Mode of a pass. In training mode, dropout is active and batch normalization uses the statistics of the shard. */
public enum Mode {
    TRAINING,
    EVALUATION
}
