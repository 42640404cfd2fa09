package io.kindling.trainer.optimizer;

/**
 * A transformation that treats each number by itself: applied to the parts of a range, in any order, it gives the same bits as applied to
 * the whole.
 */
public sealed interface Elementwise extends GradientTransformation
        permits AddWeightDecay, Momentum, ScaleByAdagrad, ScaleByAdam, ScaleByLearningRate, ScaleByRmsProp {}
