package io.kindling.trainer.initializer;

import io.kindling.trainer.random.RandomStream;
import java.io.Serializable;

/** How a slice gets its first values: a pure function of the random stream and the fans. */
public sealed interface Initializer extends Serializable
        permits Constant,
                FanInUniform,
                KaimingNormal,
                KaimingUniform,
                Normal,
                XavierNormal,
                XavierUniform,
                ZeroRow,
                Zeros {

    /**
     * Overwrites {@code values[offset .. offset + length)}.
     *
     * @param fanIn inputs that one output sums over
     * @param fanOut outputs that one input reaches
     */
    void fill(float[] values, int offset, int length, int fanIn, int fanOut, RandomStream random);
}
