package io.kindling.driver.data.sample;

import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.io.Serializable;

/**
 * Split into training and validation examples by content and seed. An example stays on its side when the data grows or
 * moves.
 *
 * @param fraction average share of distinct examples that are held out, in [0, 1)
 */
public record Split(long seed, double fraction) implements Serializable {

    /** Whether the example with this {@link io.kindling.trainer.data.ContentHash} is held out. */
    public boolean isHeldOut(long hash) {
        return RandomStream.of(seed, Purpose.SPLIT).uniformDouble(hash) < fraction;
    }
}
