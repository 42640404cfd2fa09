package io.kindling.trainer.layer;

import java.util.Arrays;

/** Hides keys from queries: masked scores become minus infinity, masked weights 0. */
public final class AttentionMask {
    private static final AttentionMask NONE = new AttentionMask(false, null, null);
    private static final AttentionMask CAUSAL = new AttentionMask(true, null, null);

    private final boolean causal;
    private final boolean[] pairs;
    private final boolean[] padding;

    private AttentionMask(boolean causal, boolean[] pairs, boolean[] padding) {
        this.causal = causal;
        this.pairs = pairs;
        this.padding = padding;
    }

    /** Every query attends to every key. */
    public static AttentionMask none() {
        return NONE;
    }

    /** Query i attends to the keys 0 to i. */
    public static AttentionMask causal() {
        return CAUSAL;
    }

    /**
     * A mask from arrays; true hides a key.
     *
     * @param pairs (queries, keys), for all examples, or null
     * @param padding (n, keys), for all queries, or null
     */
    public static AttentionMask of(boolean[] pairs, boolean[] padding) {
        return new AttentionMask(false, pairs, padding);
    }

    /** Overwrites the masked scores (queries, keys) of one example. */
    void hide(float[] scores, int at, int example, int queries, int keys) {
        for (int query = 0; causal && query < queries; query++) {
            int row = at + query * keys;
            Arrays.fill(scores, row + Math.min(query + 1, keys), row + keys, Float.NEGATIVE_INFINITY);
        }
        for (int i = 0; pairs != null && i < queries * keys; i++) {
            if (pairs[i]) {
                scores[at + i] = Float.NEGATIVE_INFINITY;
            }
        }
        for (int key = 0; padding != null && key < keys; key++) {
            if (padding[example * keys + key]) {
                for (int query = 0; query < queries; query++) {
                    scores[at + query * keys + key] = Float.NEGATIVE_INFINITY;
                }
            }
        }
    }
}
