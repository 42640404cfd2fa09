package io.kindling.driver.data.sample;

import java.io.Serializable;

/** Number of copies of each example in a data set. Depends on the content of the example only. */
public sealed interface Selection extends Serializable permits Training, HeldOut, Oversampled {

    /**
     * Returns the number of copies of an example; 0 omits it.
     *
     * @param hash {@link io.kindling.trainer.data.ContentHash} of the example
     * @param target first target of the example
     */
    int copies(long hash, float target);
}
