package io.kindling.trainer.random;

/**
 * Purpose of random numbers. Each purpose has its own streams, so a new purpose does not change existing random
 * numbers.
 */
public enum Purpose {
    INITIALIZATION(1),
    CONTENT_KEY(2),
    SPLIT(3),
    CHUNK_ORDER(4),
    EXAMPLE_ORDER(5),
    DROPOUT(6),
    OVERSAMPLING(7),
    SYNTHETIC(8);

    private final long number;

    Purpose(long number) {
        this.number = number;
    }

    /** Part of the key of a stream. It must never change, even if the constants are reordered. */
    long number() {
        return number;
    }
}
