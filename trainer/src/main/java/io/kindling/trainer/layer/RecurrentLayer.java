package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Sequence;
import java.util.Arrays;

/**
 * Runtime of every {@link Recurrent}: a {@link RecurrentStack} with initial states of zero. Transposes between the
 * example-major order outside and the step-major order of the stack.
 */
final class RecurrentLayer implements Layer {
    private final RecurrentStack stack;
    private final RecurrentOutput output;
    private final int steps;
    private final int inputs;
    private final int hidden;
    private final int directions;
    private final int width;

    RecurrentLayer(Recurrent spec, Binding binding) {
        Sequence sequence = spec.sequence(binding.input());
        this.stack = new RecurrentStack(spec, binding);
        this.output = spec.output();
        this.steps = sequence.steps();
        this.inputs = sequence.features();
        this.hidden = spec.hiddenSize();
        this.directions = spec.directions();
        this.width = spec.width();
    }

    @Override
    public void forward(Pass pass, float[] x, float[] y, int n) {
        exchange(x, 0, n, steps, inputs, stack.input(pass, n), 0);
        stack.forward(pass, n, null);
        float[] states = stack.states(pass, n);
        if (output == RecurrentOutput.SEQUENCE) {
            exchange(states, n * width, steps, n, width, y, 0);
            return;
        }
        for (int direction = 0; direction < directions; direction++) {
            int column = direction * hidden;
            int last = stack.last(direction, n);
            for (int row = 0; row < n; row++) {
                System.arraycopy(states, last + row * width, y, row * width + column, hidden);
            }
        }
    }

    @Override
    public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
        float[] dStates = stack.stateGradient(pass, n);
        if (output == RecurrentOutput.SEQUENCE) {
            exchange(dy, 0, n, steps, width, dStates, n * width);
        } else {
            Arrays.fill(dStates, n * width, (steps + 1) * n * width, 0f);
            for (int direction = 0; direction < directions; direction++) {
                int column = direction * hidden;
                int last = stack.last(direction, n);
                for (int row = 0; row < n; row++) {
                    System.arraycopy(dy, row * width + column, dStates, last + row * width, hidden);
                }
            }
        }
        float[] dSteps = dx == null ? null : stack.inputGradient(pass, n);
        stack.backward(pass, n, null, dSteps, null);
        if (dx != null) {
            exchange(dSteps, 0, steps, n, inputs, dx, 0);
        }
    }

    /** Transposes (outer, inner, values) to (inner, outer, values). */
    private static void exchange(float[] from, int fromAt, int outer, int inner, int values, float[] to, int toAt) {
        for (int i = 0; i < outer; i++) {
            for (int j = 0; j < inner; j++) {
                System.arraycopy(from, fromAt + (i * inner + j) * values, to, toAt + (j * outer + i) * values, values);
            }
        }
    }
}
