package io.kindling.trainer.regularizer;

import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.ParameterBlocks;
import io.kindling.trainer.layout.Role;
import io.kindling.trainer.layout.Slice;

/** Parameters to which a penalty applies. */
public enum Scope {
    /** Weights only, without biases and normalization parameters. */
    WEIGHTS,
    /** Every parameter. */
    ALL;

    public boolean includes(Slice slice) {
        return this == ALL || slice.role() == Role.WEIGHT;
    }

    /** Returns the parameters in scope, divided into blocks. */
    ParameterBlocks blocks(Layout layout) {
        return ParameterBlocks.of(
                layout.slices().stream().filter(this::includes).toList());
    }
}
