package io.kindling.trainer.data;

import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;

/** Seeded keys, uniform over 64 bits, by which examples are ordered: a pure function of the seed, the content of the example and the number of its copy. */
public final class ContentKeys {
    private final RandomStream keys;

    public ContentKeys(long seed) {
        this.keys = RandomStream.of(seed, Purpose.CONTENT_KEY);
    }

    /**
     * The key of one copy of an example, to be compared as an unsigned number. Copies have different keys, so that they do not end up side by side.
     *
     * @param hash of the example, by {@link ContentHash}
     * @param copy from 0
     */
    public long key(long hash, int copy) {
        return copy == 0 ? keys.bits(hash) : keys.split(copy).bits(hash);
    }
}
