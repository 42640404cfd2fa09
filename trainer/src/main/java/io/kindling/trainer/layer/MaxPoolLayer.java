package io.kindling.trainer.layer;

import java.util.Arrays;

/** Runtime of MaxPool1d and MaxPool2d. Keeps for each output the index of the input that won. */
record MaxPoolLayer(int id, int channels, WindowAxis rows, WindowAxis columns) implements Layer {

    @Override
    public void forward(Pass pass, float[] x, float[] y, int n) {
        int[] winners = winners(pass, n);
        Arrays.fill(y, 0, outputs(n), Float.NEGATIVE_INFINITY);
        for (int plane = 0; plane < n * channels; plane++) {
            firstCells(winners, plane);
            for (int ky = 0; ky < rows.kernel(); ky++) {
                for (int kx = 0; kx < columns.kernel(); kx++) {
                    challenge(x, y, winners, plane, ky, kx);
                }
            }
        }
    }

    /** Lets the first real cell of each window win: where all are minus infinity, it takes the gradient. */
    private void firstCells(int[] winners, int plane) {
        int to = plane * rows.out() * columns.out();
        for (int row = 0; row < rows.out(); row++) {
            int from = (plane * rows.in() + Math.max(0, rows.at(row, 0))) * columns.in();
            for (int i = 0; i < columns.out(); i++) {
                winners[to + i] = from + Math.max(0, columns.at(i, 0));
            }
            to += columns.out();
        }
    }

    /** Lets one tap of each window in a plane compete with the winner so far. Without branches, since who wins cannot be predicted. */
    private void challenge(float[] x, float[] y, int[] winners, int plane, int ky, int kx) {
        int stride = columns.stride();
        int left = columns.first(kx);
        int right = columns.end(kx);
        for (int row = rows.first(ky); row < rows.end(ky); row++) {
            int to = (plane * rows.out() + row) * columns.out();
            int from = (plane * rows.in() + rows.at(row, ky)) * columns.in() + columns.at(0, kx);
            for (int i = left; i < right; i++) {
                int at = from + i * stride;
                float value = x[at];
                float best = y[to + i];
                int wins = -((value > best ? 1 : 0) | (Float.isNaN(value) ? 1 : 0));
                int bits = Float.floatToRawIntBits(best);
                y[to + i] = Float.intBitsToFloat(bits ^ ((bits ^ Float.floatToRawIntBits(value)) & wins));
                winners[to + i] ^= (winners[to + i] ^ at) & wins;
            }
        }
    }

    @Override
    public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
        if (dx == null) {
            return;
        }
        int[] winners = winners(pass, n);
        Arrays.fill(dx, 0, n * channels * rows.in() * columns.in(), 0f);
        for (int i = 0; i < outputs(n); i++) {
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
