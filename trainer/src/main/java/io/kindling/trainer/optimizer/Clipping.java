package io.kindling.trainer.optimizer;

import io.kindling.trainer.layout.Slice;
import java.io.Serializable;
import java.util.List;

/** Clips the whole gradient before the optimizer uses it. */
public sealed interface Clipping extends Serializable permits ClipByGlobalNorm, ClipByValue {

    /**
     * Clips the gradient in place.
     *
     * @param slices trained slices; other slices neither count nor change
     */
    void clip(float[] gradient, List<Slice> slices);
}
