package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The layers and directions of a {@link Recurrent} bound to a network, over step-major sequences (T, n, features) and
 * with any initial state. Holds offsets only.
 *
 * <p>The hidden states of a layer are an array of T + 2 blocks of n rows of hiddenSize * directions values: block t + 1
 * holds step t, block 0 the initial state of the forward direction and block T + 1 the initial state of the reverse
 * direction. The output of a layer is the input of the next layer, the previous states of a step are one block away in
 * the same array, and the gradients of the initial states have the same position as the states.
 */
public final class RecurrentStack {
    private static final int INPUT = Workspace.FIRST_FREE_SLOT;
    private static final int INPUT_GRADIENT = INPUT + 1;
    private static final int RECURRENT = INPUT + 2;
    private static final int CELL_GRADIENT = INPUT + 3;
    private static final int PROJECTED_GRADIENT = INPUT + 4;
    private static final int RECURRENT_GRADIENT = INPUT + 5;
    private static final int STATE_GRADIENT = INPUT + 6;
    private static final int FIRST_OF_LAYERS = INPUT + 8;

    /**
     * Workspace slots of a layer: its states, its cell states, and for each direction the gates and the kept values.
     */
    private static final int SLOTS_OF_LAYER = 6;

    private final RecurrentCell cell;
    private final int id;
    private final int steps;
    private final int inputs;
    private final int hidden;
    private final int width;
    private final List<List<RecurrentDirection>> layers;

    /** Binds the stack of {@code spec}. */
    public RecurrentStack(Recurrent spec, Binding binding) {
        this.cell = spec.cell();
        this.id = binding.id();
        this.steps = spec.sequence(binding.input()).steps();
        this.inputs = binding.input().lastDimension();
        this.hidden = spec.hiddenSize();
        this.width = spec.width();
        this.layers = layers(spec, binding);
    }

    private List<List<RecurrentDirection>> layers(Recurrent spec, Binding binding) {
        Shape input = binding.input();
        int rows = cell.gates() * hidden;
        List<List<RecurrentDirection>> stack = new ArrayList<>();
        for (int layer = 0; layer < spec.numLayers(); layer++) {
            List<RecurrentDirection> directions = new ArrayList<>();
            for (int direction = 0; direction < spec.directions(); direction++) {
                String suffix = Recurrent.suffix(layer, direction);
                int weightIh = binding.parameter("weight_ih" + suffix).offset();
                int weightHh = binding.parameter("weight_hh" + suffix).offset();
                int biasIh = binding.parameter("bias_ih" + suffix).offset();
                int biasHh = binding.parameter("bias_hh" + suffix).offset();
                Affine projection = new Affine(spec.inputs(layer, input), rows, weightIh, biasIh);
                Affine recurrence = new Affine(hidden, rows, weightHh, biasHh);
                directions.add(new RecurrentDirection(
                        cell, steps, direction * hidden, direction == 1, projection, recurrence));
            }
            stack.add(List.copyOf(directions));
        }
        return List.copyOf(stack);
    }

    /** Input array (T, n, features), which the caller writes. */
    public float[] input(Pass pass, int n) {
        return pass.workspace().floats(id, INPUT, steps * n * inputs);
    }

    /** Gradient array of {@link #input}. */
    public float[] inputGradient(Pass pass, int n) {
        return pass.workspace().floats(id, INPUT_GRADIENT, steps * n * inputs);
    }

    /** The hidden states of the top layer, (T + 2, n, hiddenSize * directions), after {@link #forward}. */
    public float[] states(Pass pass, int n) {
        return states(pass, layers.size() - 1, n);
    }

    /**
     * Gradient array of {@link #states}, of the same shape. The caller writes blocks 1 to T, {@link #backward} the
     * other blocks.
     */
    public float[] stateGradient(Pass pass, int n) {
        return stateGradient(pass, layers.size() - 1, n);
    }

    /**
     * Offset in the states of the last hidden state of one direction of the top layer; the row stride is hiddenSize *
     * directions.
     */
    public int last(int direction, int n) {
        return layers.get(0).get(direction).lastBlock() * n * width + direction * hidden;
    }

    /**
     * Forward pass: reads {@link #input} and writes {@link #states}.
     *
     * @param first initial states, or null for zeros
     */
    public void forward(Pass pass, int n, RecurrentState first) {
        float[] x = input(pass, n);
        int at = 0;
        for (int layer = 0; layer < layers.size(); layer++) {
            for (RecurrentDirection direction : layers.get(layer)) {
                RecurrentTape tape = tape(pass, layer, direction, n);
                int part = part(layer, direction, n);
                int start = tape.block(direction.firstBlock(), direction.column());
                if (first == null) {
                    zeroColumns(tape.states, start, n);
                } else {
                    copyRows(first.hidden(), part, hidden, tape.states, start, width, n);
                }
                if (cell.hasCellState() && first == null) {
                    zeroColumns(tape.cells, start, n);
                } else if (cell.hasCellState()) {
                    copyRows(first.cell(), part, hidden, tape.cells, start, width, n);
                }
                direction.forward(pass, tape, x, at);
            }
            x = states(pass, layer, n);
            at = n * width;
        }
    }

    /** Copies the final states of every layer after {@link #forward} to {@code last}. */
    public void lastStates(Pass pass, int n, RecurrentState last) {
        for (int layer = 0; layer < layers.size(); layer++) {
            for (RecurrentDirection direction : layers.get(layer)) {
                RecurrentTape tape = tape(pass, layer, direction, n);
                int part = part(layer, direction, n);
                int end = tape.block(direction.lastBlock(), direction.column());
                copyRows(tape.states, end, width, last.hidden(), part, hidden, n);
                if (cell.hasCellState()) {
                    copyRows(tape.cells, end, width, last.cell(), part, hidden, n);
                }
            }
        }
    }

    /**
     * Backward pass: reads and overwrites {@link #stateGradient}, and adds to the gradient of the pass.
     *
     * @param last gradient of the final states, or null for zeros
     * @param dx overwritten with the gradient of {@link #input}, or null
     * @param first overwritten with the gradient of the initial states, or null
     */
    public void backward(Pass pass, int n, RecurrentState last, float[] dx, RecurrentState first) {
        for (int layer = layers.size() - 1; layer >= 0; layer--) {
            boolean bottom = layer == 0;
            float[] x = bottom ? input(pass, n) : states(pass, layer - 1, n);
            float[] dBelow = bottom ? dx : stateGradient(pass, layer - 1, n);
            int at = bottom ? 0 : n * width;
            zeroEnds(stateGradient(pass, layer, n), n);
            for (RecurrentDirection direction : layers.get(layer)) {
                RecurrentTape tape = tape(pass, layer, direction, n);
                int part = part(layer, direction, n);
                putGradients(pass, tape, layer, direction, last, part);
                direction.backward(pass, tape, x, at, direction.reverse() ? 1f : 0f, dBelow, at);
                takeGradients(tape, direction, first, part);
            }
        }
    }

    private void putGradients(
            Pass pass, RecurrentTape tape, int layer, RecurrentDirection direction, RecurrentState last, int part) {
        int n = tape.n;
        int length = steps * n * cell.gates() * hidden;
        tape.stateGradient = stateGradient(pass, layer, n);
        tape.cellGradient = pass.workspace().floats(id, CELL_GRADIENT, n * hidden);
        tape.projectedGradient = pass.workspace().floats(id, PROJECTED_GRADIENT, length);
        tape.recurrentGradient = cell.splitsGradient()
                ? pass.workspace().floats(id, RECURRENT_GRADIENT, length)
                : tape.projectedGradient;
        if (last == null) {
            Arrays.fill(tape.cellGradient, 0, n * hidden, 0f);
            return;
        }
        int end = tape.block(direction.lastBlock(), direction.column());
        for (int row = 0; row < n; row++) {
            for (int j = 0; j < hidden; j++) {
                tape.stateGradient[end + row * width + j] += last.hidden()[part + row * hidden + j];
            }
        }
        if (cell.hasCellState()) {
            System.arraycopy(last.cell(), part, tape.cellGradient, 0, n * hidden);
        }
    }

    private void takeGradients(RecurrentTape tape, RecurrentDirection direction, RecurrentState first, int part) {
        if (first == null) {
            return;
        }
        int start = tape.block(direction.firstBlock(), direction.column());
        copyRows(tape.stateGradient, start, width, first.hidden(), part, hidden, tape.n);
        if (cell.hasCellState()) {
            System.arraycopy(tape.cellGradient, 0, first.cell(), part, tape.n * hidden);
        }
    }

    private RecurrentTape tape(Pass pass, int layer, RecurrentDirection direction, int n) {
        Workspace workspace = pass.workspace();
        int slot = FIRST_OF_LAYERS + layer * SLOTS_OF_LAYER;
        int own = slot + (direction.reverse() ? 4 : 2);
        int rows = steps * n;
        return new RecurrentTape(
                n,
                hidden,
                width,
                workspace.floats(id, own, rows * cell.gates() * hidden),
                workspace.floats(id, own + 1, rows * hidden),
                states(pass, layer, n),
                cell.hasCellState() ? workspace.floats(id, slot + 1, (steps + 2) * n * width) : null,
                workspace.floats(id, RECURRENT, n * cell.gates() * hidden));
    }

    private float[] states(Pass pass, int layer, int n) {
        return pass.workspace().floats(id, FIRST_OF_LAYERS + layer * SLOTS_OF_LAYER, (steps + 2) * n * width);
    }

    /** One of two alternating arrays: a layer reads one and writes the gradient of the layer below to the other. */
    private float[] stateGradient(Pass pass, int layer, int n) {
        return pass.workspace().floats(id, STATE_GRADIENT + layer % 2, (steps + 2) * n * width);
    }

    /** Offset of one layer and direction in a {@link RecurrentState}. */
    private int part(int layer, RecurrentDirection direction, int n) {
        return (layer * width + direction.column()) * n;
    }

    /** Clears blocks 0 and T + 1. */
    private void zeroEnds(float[] blocks, int n) {
        Arrays.fill(blocks, 0, n * width, 0f);
        Arrays.fill(blocks, (steps + 1) * n * width, (steps + 2) * n * width, 0f);
    }

    private void zeroColumns(float[] states, int at, int n) {
        for (int row = 0; row < n; row++) {
            Arrays.fill(states, at + row * width, at + row * width + hidden, 0f);
        }
    }

    private void copyRows(float[] from, int fromAt, int fromLd, float[] to, int toAt, int toLd, int n) {
        for (int row = 0; row < n; row++) {
            System.arraycopy(from, fromAt + row * fromLd, to, toAt + row * toLd, hidden);
        }
    }
}
