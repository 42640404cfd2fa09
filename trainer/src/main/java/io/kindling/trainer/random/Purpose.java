package io.kindling.trainer.random;

/** What randomness is drawn for. Each purpose has streams of its own, so that a new use leaves the old draws as they were. */
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

    /** Part of the stream's key; fixed for ever, whatever happens to the order of the constants. */
    long number() {
        return number;
    }
}
