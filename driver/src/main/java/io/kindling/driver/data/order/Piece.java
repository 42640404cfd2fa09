package io.kindling.driver.data.order;

import io.kindling.trainer.data.Block;
import java.io.Serializable;

/** Consecutive examples, sent to the task that holds them. */
public final class Piece implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long first;
    private final Block block;

    /**
     * Creates a piece.
     *
     * @param first number of the first example
     */
    public Piece(long first, Block block) {
        this.first = first;
        this.block = block;
    }

    public long first() {
        return first;
    }

    public Block block() {
        return block;
    }
}
