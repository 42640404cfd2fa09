package io.kindling.trainer.math;

/**
 * Applies a function to floats in double arithmetic, block by block. A block is widened into a scratch array that stays
 * in cache, processed by a loop that the JIT compiler vectorizes, and rounded once. Functions use only sums, products
 * and quotients, so the bits are the same in the interpreter, in compiled code and on every processor.
 */
final class Blockwise {
    private static final int BLOCK = 512;

    private Blockwise() {}

    /** A function over the first values of an array, in place. */
    interface Kernel {
        void apply(double[] values, int length);
    }

    /**
     * Reads {@code x[fromX .. fromX + length)}, overwrites {@code y[fromY .. fromY + length)}; both can be the same
     * range.
     */
    static void apply(Kernel kernel, float[] x, int fromX, float[] y, int fromY, int length) {
        double[] block = new double[Math.min(BLOCK, length)];
        for (int at = 0; at < length; at += BLOCK) {
            int size = Math.min(BLOCK, length - at);
            widen(x, fromX + at, block, size);
            kernel.apply(block, size);
            narrow(block, y, fromY + at, size);
        }
    }

    private static void widen(float[] x, int from, double[] block, int size) {
        for (int i = 0; i < size; i++) {
            block[i] = x[from + i];
        }
    }

    private static void narrow(double[] block, float[] y, int from, int size) {
        for (int i = 0; i < size; i++) {
            y[from + i] = (float) block[i];
        }
    }
}
