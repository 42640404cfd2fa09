package io.kindling.trainer.layer;

import io.kindling.trainer.math.HyperbolicTangent;
import io.kindling.trainer.math.Logistic;
import io.kindling.trainer.onnx.OnnxAttribute;
import java.util.List;

/**
 * GRU cell with the gate order r, z, n: r, z = sigmoid(p + q); n = tanh(p_n + r q_n); h' = (1 - z) n + z h. Backward
 * uses q_n.
 */
record GruCell() implements RecurrentCell {

    @Override
    public int gates() {
        return 3;
    }

    @Override
    public String onnxOperator() {
        return "GRU";
    }

    /** z, r, n. */
    @Override
    public List<Integer> onnxGates() {
        return List.of(1, 0, 2);
    }

    @Override
    public List<OnnxAttribute> onnxAttributes() {
        return List.of(OnnxAttribute.integer("linear_before_reset", 1));
    }

    @Override
    public boolean hasCellState() {
        return false;
    }

    @Override
    public boolean splitsGradient() {
        return true;
    }

    @Override
    public void forward(RecurrentTape tape, int firstRow, int previous, int current) {
        int hidden = tape.hidden;
        float[] gates = tape.gates;
        float[] kept = tape.kept;
        float[] states = tape.states;
        float[] recurrent = tape.recurrent;
        for (int row = 0; row < tape.n; row++) {
            int r = (firstRow + row) * 3 * hidden;
            int z = r + hidden;
            int n = z + hidden;
            int q = row * 3 * hidden;
            int k = (firstRow + row) * hidden;
            for (int j = 0; j < 2 * hidden; j++) {
                gates[r + j] += recurrent[q + j];
            }
            Logistic.sigmoid(gates, r, gates, r, 2 * hidden);
            System.arraycopy(recurrent, q + 2 * hidden, kept, k, hidden);
            for (int j = 0; j < hidden; j++) {
                gates[n + j] += gates[r + j] * kept[k + j];
            }
            HyperbolicTangent.tanh(gates, n, gates, n, hidden);
            int before = previous + row * tape.width;
            int after = current + row * tape.width;
            for (int j = 0; j < hidden; j++) {
                states[after + j] = (1 - gates[z + j]) * gates[n + j] + gates[z + j] * states[before + j];
            }
        }
    }

    @Override
    public void backward(RecurrentTape tape, int firstRow, int previous, int current) {
        int hidden = tape.hidden;
        float[] gates = tape.gates;
        float[] kept = tape.kept;
        float[] states = tape.states;
        float[] dStates = tape.stateGradient;
        float[] dp = tape.projectedGradient;
        float[] dq = tape.recurrentGradient;
        for (int row = 0; row < tape.n; row++) {
            int r = (firstRow + row) * 3 * hidden;
            int z = r + hidden;
            int n = z + hidden;
            int k = (firstRow + row) * hidden;
            int before = previous + row * tape.width;
            int after = current + row * tape.width;
            for (int j = 0; j < hidden; j++) {
                float reset = gates[r + j];
                float update = gates[z + j];
                float candidate = gates[n + j];
                float dh = dStates[after + j];
                float dn = dh * (1 - update) * (1 - candidate * candidate);
                float dr = dn * kept[k + j] * reset * (1 - reset);
                float dz = dh * (states[before + j] - candidate) * update * (1 - update);
                dp[r + j] = dr;
                dq[r + j] = dr;
                dp[z + j] = dz;
                dq[z + j] = dz;
                dp[n + j] = dn;
                dq[n + j] = dn * reset;
                dStates[before + j] += dh * update;
            }
        }
    }
}
