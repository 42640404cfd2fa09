package io.kindling.driver.data.sample;

import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.io.Serializable;

/**
 * Which examples are held out for validation: a function of an example's content and the seed, so that it stays on its side when the data grows or moves.
 *
 * @param fraction of distinct examples held out, on average; in [0, 1)
 */
public record Split(long seed, double fraction) implements Serializable {

    /** Whether the example with this {@link io.kindling.trainer.data.ContentHash} is held out. */
    public boolean isHeldOut(long hash) {
        return RandomStream.of(seed, Purpose.SPLIT).uniformDouble(hash) < fraction;
    }
}
