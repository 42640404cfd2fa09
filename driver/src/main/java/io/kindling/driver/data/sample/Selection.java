package io.kindling.driver.data.sample;

import java.io.Serializable;

/** How many times an example stands in a data set: a function of its content alone. */
public sealed interface Selection extends Serializable permits Training, HeldOut, Oversampled {

    /**
     * Copies of an example: 0 leaves it out.
     *
     * @param hash its {@link io.kindling.trainer.data.ContentHash}
     * @param target its first target
     */
    int copies(long hash, float target);
}
