package io.kindling.trainer.optimizer;

/**
 * An elementwise transformation. Applied to the parts of a range in any order, it gives the same bits as applied to the
 * whole range.
 */
public sealed interface Elementwise extends GradientTransformation
        permits AddWeightDecay, Momentum, ScaleByAdagrad, ScaleByAdam, ScaleByLearningRate, ScaleByRmsProp {}
