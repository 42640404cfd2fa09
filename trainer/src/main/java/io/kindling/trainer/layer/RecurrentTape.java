package io.kindling.trainer.layer;

/**
 * Workspace arrays of one direction of one recurrent layer during one pass. A step has {@code n} rows. {@code states}
 * and {@code stateGradient} have T + 2 blocks of n rows of {@code width} values: block t + 1 holds step t, block 0 the
 * state before the first step, block T + 1 the state after the last step, where the reverse direction starts. A
 * direction owns {@code hidden} columns of the width.
 */
final class RecurrentTape {
    final int n;
    final int hidden;
    final int width;

    /** [T, n, gates * hidden]. */
    final float[] gates;

    /** [T, n, hidden]. */
    final float[] kept;

    /** [T + 2, n, width]. */
    final float[] states;

    /** Same shape as the states; empty without a cell state. */
    final float[] cells;

    /** [n, gates * hidden], of the current step. */
    final float[] recurrent;

    /** Same shape as the states; null in forward. */
    float[] stateGradient;

    /** [n, hidden], of the current step; null in forward, empty without a cell state. */
    float[] cellGradient;

    /** [T, n, gates * hidden]; null in forward. */
    float[] projectedGradient;

    /**
     * [T, n, gates * hidden], the same array as {@code projectedGradient} if the cell does not split gradients; null in
     * forward.
     */
    float[] recurrentGradient;

    RecurrentTape(
            int n,
            int hidden,
            int width,
            float[] gates,
            float[] kept,
            float[] states,
            float[] cells,
            float[] recurrent) {
        this.n = n;
        this.hidden = hidden;
        this.width = width;
        this.gates = gates;
        this.kept = kept;
        this.states = states;
        this.cells = cells;
        this.recurrent = recurrent;
    }

    /** Offset of block b of the states, for the direction that owns the columns from {@code column} on. */
    int block(int b, int column) {
        return b * n * width + column;
    }
}
