package io.kindling.trainer.layer;

import java.util.Arrays;

/** Runtime of MaxPool1d and MaxPool2d. Keeps for each output the index of the input that won. */
record MaxPoolLayer(int id, int channels, WindowAxis rows, WindowAxis columns) implements Layer {
    private static final long LOW_WORD = 0xFFFFFFFFL;

    @Override
    public void forward(Pass pass, float[] x, float[] y, int n) {
        int[] winners = winners(pass, n);
        int to = 0;
        for (int plane = 0; plane < n * channels; plane++) {
            for (int row = 0; row < rows.out(); row++) {
                int near = Math.max(0, rows.at(row, 0));
                int far = Math.min(rows.in(), rows.at(row, rows.kernel()));
                int from = (plane * rows.in() + near) * columns.in();
                pool(x, from, far - near, y, to, winners);
                to += columns.out();
            }
        }
    }

    /** One output row, from the input rows that its windows see. */
    private void pool(float[] x, int from, int height, float[] y, int to, int[] winners) {
        int width = columns.in();
        int kernel = columns.kernel();
        int stride = columns.stride();
        int padding = columns.padding();
        for (int i = 0; i < columns.out(); i++) {
            int near = Math.max(0, i * stride - padding);
            int far = Math.min(width, i * stride - padding + kernel);
            long best = Long.MIN_VALUE;
            for (int row = from; row < from + height * width; row += width) {
                for (int at = row + near; at < row + far; at++) {
                    best = Math.max(best, rank(x[at], at));
                }
            }
            int winner = ~(int) best;
            winners[to + i] = winner;
            y[to + i] = x[winner];
        }
    }

    /**
     * A number that is larger for a larger value, NaN being the largest, and for the first of equals, so that the maximum can be taken without a branch: who wins cannot be
     * predicted. Bits of floats order as integers do, once those of negative ones are turned round; adding 0 makes one of the two zeros.
     */
    private static long rank(float value, int at) {
        int bits = Float.floatToIntBits(value + 0f);
        int order = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
        return ((long) order << Integer.SIZE) | (~at & LOW_WORD);
    }

    @Override
    public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
        if (dx == null) {
            return;
        }
        int[] winners = winners(pass, n);
        int outputs = outputs(n);
        Arrays.fill(dx, 0, n * channels * rows.in() * columns.in(), 0f);
        for (int i = 0; i < outputs; i++) {
            dx[winners[i]] += dy[i];
        }
    }

    private int[] winners(Pass pass, int n) {
        return pass.workspace().integers(id, outputs(n));
    }

    private int outputs(int n) {
        return n * channels * rows.out() * columns.out();
    }
}
