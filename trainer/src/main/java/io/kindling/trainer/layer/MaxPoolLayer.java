package io.kindling.trainer.layer;

import java.util.Arrays;

/**
 * Runtime of MaxPool1d and MaxPool2d. Stores the index of the maximum for each output; for NaN, the index of the last
 * NaN.
 */
record MaxPoolLayer(int id, int channels, WindowAxis rows, WindowAxis columns) implements Layer {
    @Override
    public void forward(Pass pass, float[] x, float[] y, int n) {
        int[] winners = winners(pass, n);
        boolean pairs = columns.kernel() == 2 && columns.first(0) == 0 && columns.end(1) == columns.out();
        int to = 0;
        for (int plane = 0; plane < n * channels; plane++) {
            for (int row = 0; row < rows.out(); row++) {
                int near = Math.max(0, rows.at(row, 0));
                int far = Math.min(rows.in(), rows.at(row, rows.kernel()));
                int from = (plane * rows.in() + near) * columns.in();
                if (pairs && far - near == 2) {
                    poolTwoByTwo(x, from, y, to, winners);
                } else {
                    pool(x, from, far - near, y, to, winners);
                }
                to += columns.out();
            }
        }
    }

    /** Computes one output row. Branch-free, because branches on the maximum are unpredictable. */
    private void pool(float[] x, int from, int height, float[] y, int to, int[] winners) {
        int width = columns.in();
        int end = from + height * width;
        for (int i = 0; i < columns.out(); i++) {
            int near = Math.max(0, columns.at(i, 0));
            int far = Math.min(width, columns.at(i, columns.kernel()));
            float largest = Float.NEGATIVE_INFINITY;
            for (int row = from; row < end; row += width) {
                for (int at = row + near; at < row + far; at++) {
                    largest = Math.max(largest, x[at]);
                }
            }
            int winner = end - width + far - 1;
            for (int row = end - width; row >= from; row -= width) {
                for (int at = row + far - 1; at >= row + near; at--) {
                    winner = x[at] == largest ? at : winner;
                }
            }
            y[to + i] = largest;
            winners[to + i] = winner;
        }
    }

    /** {@link #pool} for 2 x 2 windows inside the input, without loops over the cells. */
    private void poolTwoByTwo(float[] x, int from, float[] y, int to, int[] winners) {
        int width = columns.in();
        int stride = columns.stride();
        for (int i = 0; i < columns.out(); i++) {
            int upper = from + i * stride;
            int lower = upper + width;
            float a = x[upper];
            float b = x[upper + 1];
            float c = x[lower];
            float d = x[lower + 1];
            float largest = Math.max(Math.max(a, b), Math.max(c, d));
            int winner = c == largest ? lower : lower + 1;
            winner = b == largest ? upper + 1 : winner;
            winner = a == largest ? upper : winner;
            y[to + i] = largest;
            winners[to + i] = winner;
        }
    }

    @Override
    public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
        if (dx == null) {
            return;
        }
        int[] winners = winners(pass, n);
        int in = rows.in() * columns.in();
        int out = rows.out() * columns.out();
        for (int plane = 0; plane < n * channels; plane++) {
            Arrays.fill(dx, plane * in, (plane + 1) * in, 0f);
            for (int i = plane * out; i < (plane + 1) * out; i++) {
                dx[winners[i]] += dy[i];
            }
        }
    }

    private int[] winners(Pass pass, int n) {
        return pass.workspace().integers(id, outputs(n));
    }

    private int outputs(int n) {
        return n * channels * rows.out() * columns.out();
    }
}
