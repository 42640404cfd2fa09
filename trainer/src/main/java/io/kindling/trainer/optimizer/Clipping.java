package io.kindling.trainer.optimizer;

import io.kindling.trainer.layout.Slice;
import java.io.Serializable;
import java.util.List;

/** A bound on the gradient as a whole, applied before the optimizer sees it. */
public sealed interface Clipping extends Serializable permits ClipByGlobalNorm, ClipByValue {

    /**
     * Overwrites the gradient in the slices.
     *
     * @param slices those that are trained; the others neither count nor change
     */
    void clip(float[] gradient, List<Slice> slices);
}
