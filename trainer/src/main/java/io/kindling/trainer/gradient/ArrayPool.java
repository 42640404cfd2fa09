package io.kindling.trainer.gradient;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * A thread-safe pool of arrays of one length. Contents of a taken array are undefined. The pool keeps as many arrays as
 * were ever in use at once.
 */
public final class ArrayPool {
    private final int length;
    private final Deque<float[]> idle = new ConcurrentLinkedDeque<>();

    public ArrayPool(int length) {
        this.length = length;
    }

    /** Takes an array with undefined contents for exclusive use. */
    public float[] take() {
        float[] array = idle.poll();
        return array == null ? new float[length] : array;
    }

    /** Returns an array to the pool; the caller must no longer use it. An array of another length is dropped. */
    public void giveBack(float[] array) {
        if (array.length == length) {
            idle.push(array);
        }
    }
}
