package io.kindling.trainer.layer;

/**
 * One direction of one recurrent layer, step after step. The projections of all steps are one matrix product, and so is the gradient of each
 * weight; between them stands one small product a step.
 *
 * @param steps T
 * @param column first of its columns in the states: 0, or hiddenSize for the reverse direction
 * @param reverse whether it starts at the last step
 * @param projection x to p
 * @param recurrence h to q
 */
record RecurrentDirection(
        RecurrentCell cell, int steps, int column, boolean reverse, Affine projection, Affine recurrence) {

    /** The block of the states that holds what it starts from. */
    int firstBlock() {
        return reverse ? steps + 1 : 0;
    }

    /** The block of the states that it fills last. */
    int lastBlock() {
        return reverse ? 1 : steps;
    }

    private int previousBlock(int step) {
        return reverse ? step + 2 : step;
    }

    /** Reads x [T, n, in] and the first block of the states; overwrites its columns of the other blocks, the gates and what is kept. */
    void forward(Pass pass, RecurrentTape tape, float[] x, int xAt) {
        float[] parameters = pass.parameters();
        int n = tape.n;
        projection.forward(pass.gemm(), parameters, steps * n, x, xAt, projection.in(), tape.gates);
        for (int i = 0; i < steps; i++) {
            int step = reverse ? steps - 1 - i : i;
            int previous = tape.block(previousBlock(step), column);
            recurrence.forward(pass.gemm(), parameters, n, tape.states, previous, tape.width, tape.recurrent);
            cell.forward(tape, step * n, previous, tape.block(step + 1, column));
        }
    }

    /**
     * Reads the gradient of its hidden states and adds that of each step to the step before, so that its first block ends as the gradient of
     * the first state; adds to the gradient of the pass.
     *
     * @param dx gradient of x from {@code dxAt} on, or null when nobody asks for it
     * @param beta 0 overwrites dx, 1 adds to it
     */
    void backward(Pass pass, RecurrentTape tape, float[] x, int xAt, float beta, float[] dx, int dxAt) {
        float[] parameters = pass.parameters();
        int n = tape.n;
        for (int i = steps - 1; i >= 0; i--) {
            int step = reverse ? steps - 1 - i : i;
            int previous = tape.block(previousBlock(step), column);
            cell.backward(tape, step * n, previous, tape.block(step + 1, column));
            recurrence.inputGradient(
                    pass.gemm(),
                    parameters,
                    n,
                    tape.recurrentGradient,
                    step * n * recurrence.out(),
                    1f,
                    tape.stateGradient,
                    previous,
                    tape.width);
        }
        int rows = steps * n;
        projection.addGradient(pass.gemm(), pass.gradient(), rows, x, xAt, projection.in(), tape.projectedGradient);
        int previousStates = tape.block(previousBlock(0), column);
        recurrence.addGradient(
                pass.gemm(), pass.gradient(), rows, tape.states, previousStates, tape.width, tape.recurrentGradient);
        if (dx != null) {
            projection.inputGradient(
                    pass.gemm(), parameters, rows, tape.projectedGradient, 0, beta, dx, dxAt, projection.in());
        }
    }
}
