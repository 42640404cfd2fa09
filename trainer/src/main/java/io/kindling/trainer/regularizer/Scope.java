package io.kindling.trainer.regularizer;

import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.ParameterBlocks;
import io.kindling.trainer.layout.Role;
import io.kindling.trainer.layout.Slice;

/** Which parameters a penalty or a decay reaches. */
public enum Scope {
    /** Weights alone: no biases, no scale or shift of a normalisation. */
    WEIGHTS,
    /** Every parameter. */
    ALL;

    public boolean includes(Slice slice) {
        return this == ALL || slice.role() == Role.WEIGHT;
    }

    /** What it includes, cut into blocks. */
    ParameterBlocks blocks(Layout layout) {
        return ParameterBlocks.of(layout.slices().stream().filter(this::includes).toList());
    }
}
