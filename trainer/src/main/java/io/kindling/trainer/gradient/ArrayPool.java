package io.kindling.trainer.gradient;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Arrays of one length that are given back and taken again, by any thread. What is in them has no meaning, so that no result depends on the pool; it keeps as
 * many as were ever in use at once.
 */
public final class ArrayPool {
    private final int length;
    private final Deque<float[]> idle = new ConcurrentLinkedDeque<>();

    public ArrayPool(int length) {
        this.length = length;
    }

    /** An array that nobody else holds, with whatever it was left with. */
    public float[] take() {
        float[] array = idle.poll();
        return array == null ? new float[length] : array;
    }

    /** Takes an array back, which the caller must no longer touch. One of another length is left to the garbage collector. */
    public void giveBack(float[] array) {
        if (array.length == length) {
            idle.push(array);
        }
    }
}
