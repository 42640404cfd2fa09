package io.kindling.trainer.layer;

/**
 * Computes one direction of one recurrent layer. The projections of all steps are one matrix product, as is the
 * gradient of each weight; each step needs one more small product.
 *
 * @param steps T
 * @param column first column of the direction in the states: 0, or hiddenSize for the reverse direction
 * @param reverse whether the direction starts at the last step
 * @param projection x to p
 * @param recurrence h to q
 */
record RecurrentDirection(
        RecurrentCell cell, int steps, int column, boolean reverse, Affine projection, Affine recurrence) {

    /** The block of the initial states. */
    int firstBlock() {
        return reverse ? steps + 1 : 0;
    }

    /** The block that the direction writes last. */
    int lastBlock() {
        return reverse ? 1 : steps;
    }

    private int previousBlock(int step) {
        return reverse ? step + 2 : step;
    }

    /**
     * Reads x [T, n, in] and the first block of the states; overwrites the columns of the direction in the other
     * blocks, the gates and the kept values.
     */
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
     * Reads the gradient of the hidden states and propagates the gradient of each step to the previous step. The first
     * block ends as the gradient of the initial state. Adds to the gradient of the pass.
     *
     * @param dx gradient of x from {@code dxAt} on, or null to skip it
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
