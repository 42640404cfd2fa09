package io.kindling.trainer.initializer;

import io.kindling.trainer.random.RandomStream;
import java.io.Serializable;

/** Initial values of a slice, a pure function of the random stream and the fans. */
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
     * Fills {@code values[offset .. offset + length)}.
     *
     * @param fanIn number of inputs per output
     * @param fanOut number of outputs per input
     */
    void fill(float[] values, int offset, int length, int fanIn, int fanOut, RandomStream random);
}
