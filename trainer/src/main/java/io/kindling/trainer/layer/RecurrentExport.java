package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Sequence;
import io.kindling.trainer.onnx.OnnxAttribute;
import java.util.ArrayList;
import java.util.List;

/** Exports a {@link Recurrent} to ONNX. ONNX expects (T, N, features), one node per layer, and another gate order. */
final class RecurrentExport {
    /** Output with all hidden states, (T, directions, N, hidden). */
    private static final int STATES = 0;

    /** Output with the last hidden states, (directions, N, hidden). */
    private static final int LAST_STATE = 1;

    private final Recurrent spec;
    private final RecurrentCell cell;
    private final OnnxScope scope;
    private final int hidden;
    private final int steps;

    RecurrentExport(Recurrent spec, OnnxScope scope) {
        this.spec = spec;
        this.cell = spec.cell();
        this.scope = scope;
        this.hidden = spec.hiddenSize();
        this.steps = ((Sequence) scope.input()).steps();
    }

    /** Adds the nodes and returns the name of the output. */
    String add(String x) {
        String value = transpose(x, 1, 0, 2);
        int top = spec.numLayers() - 1;
        for (int layer = 0; layer < top; layer++) {
            String rows = transpose(layer(layer, STATES, value), 0, 2, 1, 3);
            value = scope.node("Reshape", List.of(rows, scope.longs("shape", steps, -1, spec.width())));
        }
        return spec.output() == RecurrentOutput.LAST
                ? scope.reshape(transpose(layer(top, LAST_STATE, value), 1, 0, 2), spec.width())
                : scope.reshape(transpose(layer(top, STATES, value), 2, 0, 1, 3), steps, spec.width());
    }

    private String transpose(String value, int... order) {
        return scope.node("Transpose", List.of(value), OnnxAttribute.integers("perm", order));
    }

    /** Adds a layer and returns the name of one of its outputs. */
    private String layer(int layer, int output, String x) {
        int in = spec.inputs(layer, scope.input());
        int rows = cell.gates() * hidden;
        int directions = spec.directions();
        List<String> inputs = List.of(
                x,
                weights("weight_ih", layer, in),
                weights("weight_hh", layer, hidden),
                scope.floats("bias_l" + layer, List.of(directions, 2 * rows), biases(layer)));
        List<OnnxAttribute> attributes = new ArrayList<>(cell.onnxAttributes());
        attributes.add(OnnxAttribute.integer("hidden_size", hidden));
        attributes.add(OnnxAttribute.text("direction", spec.bidirectional() ? "bidirectional" : "forward"));
        return scope.nodeOutput(output, cell.onnxOperator(), inputs, attributes);
    }

    /** (directions, gates * hidden, columns). */
    private String weights(String name, int layer, int columns) {
        int rows = cell.gates() * hidden;
        float[] both = new float[spec.directions() * rows * columns];
        for (int direction = 0; direction < spec.directions(); direction++) {
            copyGates(name + Recurrent.suffix(layer, direction), columns, both, direction * rows * columns);
        }
        return scope.floats(name + "_l" + layer, List.of(spec.directions(), rows, columns), both);
    }

    /** (directions, 2 * gates * hidden): the input bias, then the hidden bias. */
    private float[] biases(int layer) {
        int rows = cell.gates() * hidden;
        float[] both = new float[spec.directions() * 2 * rows];
        for (int direction = 0; direction < spec.directions(); direction++) {
            String suffix = Recurrent.suffix(layer, direction);
            copyGates("bias_ih" + suffix, 1, both, direction * 2 * rows);
            copyGates("bias_hh" + suffix, 1, both, direction * 2 * rows + rows);
        }
        return both;
    }

    private void copyGates(String name, int columns, float[] to, int at) {
        float[] ours = scope.parameterValues(name);
        int gate = hidden * columns;
        for (int i = 0; i < cell.gates(); i++) {
            System.arraycopy(ours, cell.onnxGates().get(i) * gate, to, at + i * gate, gate);
        }
    }
}
