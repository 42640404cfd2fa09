package io.kindling.trainer.layer;

import io.kindling.trainer.math.HyperbolicTangent;
import io.kindling.trainer.math.Logistic;
import io.kindling.trainer.onnx.OnnxAttribute;
import java.util.List;

/**
 * LSTM cell, with a = p + q in the gate order i, f, g, o: i, f, o = sigmoid(a), g = tanh(a); c' = f c + i g; h' = o
 * tanh(c'). Backward uses tanh(c').
 */
record LstmCell() implements RecurrentCell {

    @Override
    public int gates() {
        return 4;
    }

    @Override
    public String onnxOperator() {
        return "LSTM";
    }

    /** i, o, f, g. */
    @Override
    public List<Integer> onnxGates() {
        return List.of(0, 3, 1, 2);
    }

    @Override
    public List<OnnxAttribute> onnxAttributes() {
        return List.of();
    }

    @Override
    public boolean hasCellState() {
        return true;
    }

    @Override
    public boolean splitsGradient() {
        return false;
    }

    @Override
    public void forward(RecurrentTape tape, int firstRow, int previous, int current) {
        int hidden = tape.hidden;
        float[] gates = tape.gates;
        float[] kept = tape.kept;
        float[] states = tape.states;
        float[] cells = tape.cells;
        float[] recurrent = tape.recurrent;
        for (int row = 0; row < tape.n; row++) {
            int i = (firstRow + row) * 4 * hidden;
            int f = i + hidden;
            int g = f + hidden;
            int o = g + hidden;
            int q = row * 4 * hidden;
            for (int j = 0; j < 4 * hidden; j++) {
                gates[i + j] += recurrent[q + j];
            }
            Logistic.sigmoid(gates, i, gates, i, 2 * hidden);
            HyperbolicTangent.tanh(gates, g, gates, g, hidden);
            Logistic.sigmoid(gates, o, gates, o, hidden);
            int before = previous + row * tape.width;
            int after = current + row * tape.width;
            int k = (firstRow + row) * hidden;
            for (int j = 0; j < hidden; j++) {
                float c = gates[f + j] * cells[before + j] + gates[i + j] * gates[g + j];
                cells[after + j] = c;
                kept[k + j] = c;
            }
            HyperbolicTangent.tanh(kept, k, kept, k, hidden);
            for (int j = 0; j < hidden; j++) {
                states[after + j] = gates[o + j] * kept[k + j];
            }
        }
    }

    @Override
    public void backward(RecurrentTape tape, int firstRow, int previous, int current) {
        int hidden = tape.hidden;
        float[] gates = tape.gates;
        float[] kept = tape.kept;
        float[] cells = tape.cells;
        float[] dStates = tape.stateGradient;
        float[] dCells = tape.cellGradient;
        float[] da = tape.projectedGradient;
        for (int row = 0; row < tape.n; row++) {
            int i = (firstRow + row) * 4 * hidden;
            int f = i + hidden;
            int g = f + hidden;
            int o = g + hidden;
            int k = (firstRow + row) * hidden;
            int before = previous + row * tape.width;
            int after = current + row * tape.width;
            int carried = row * hidden;
            for (int j = 0; j < hidden; j++) {
                float in = gates[i + j];
                float forget = gates[f + j];
                float candidate = gates[g + j];
                float out = gates[o + j];
                float squashed = kept[k + j];
                float dh = dStates[after + j];
                float dc = dCells[carried + j] + dh * out * (1 - squashed * squashed);
                da[i + j] = dc * candidate * in * (1 - in);
                da[f + j] = dc * cells[before + j] * forget * (1 - forget);
                da[g + j] = dc * in * (1 - candidate * candidate);
                da[o + j] = dh * squashed * out * (1 - out);
                dCells[carried + j] = dc * forget;
            }
        }
    }
}
