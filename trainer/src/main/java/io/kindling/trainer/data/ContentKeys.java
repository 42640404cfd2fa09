package io.kindling.trainer.data;

import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;

/**
 * Seeded keys that order examples, uniform over 64 bits. A key is a pure function of the seed, the content of the
 * example and its copy number.
 */
public final class ContentKeys {
    private final RandomStream keys;

    public ContentKeys(long seed) {
        this.keys = RandomStream.of(seed, Purpose.CONTENT_KEY);
    }

    /**
     * Returns the key of one copy of an example. Compare keys as unsigned numbers. Copies have different keys, so they
     * are not adjacent in the order.
     *
     * @param hash {@link ContentHash} of the example
     * @param copy number of the copy, from 0
     */
    public long key(long hash, int copy) {
        return copy == 0 ? keys.bits(hash) : keys.split(copy).bits(hash);
    }
}
