package io.kindling.trainer.layer;

import io.kindling.trainer.onnx.OnnxAttribute;
import java.util.List;

/**
 * The element-wise part of one step of a recurrent layer, for all rows. Its inputs are the matrix products
 * {@code p = x W_ih^T + b_ih} and {@code q = h W_hh^T + b_hh}, each with gates * hidden values per row, gate by gate.
 */
public sealed interface RecurrentCell permits GruCell, LstmCell {

    /** Number of gates. */
    int gates();

    /** Name of the ONNX operator. */
    String onnxOperator();

    /** Indices of the gates in the gate order of ONNX. */
    List<Integer> onnxGates();

    /** Attributes of the ONNX operator other than size and direction. */
    List<OnnxAttribute> onnxAttributes();

    /** Whether the cell has a cell state in addition to the hidden state. */
    boolean hasCellState();

    /** Whether the gradients with respect to p and to q differ. */
    boolean splitsGradient();

    /**
     * Reads p from {@code tape.gates} and q from {@code tape.recurrent}; overwrites p with the activated gates,
     * {@code tape.kept} with further values for backward, and the states at {@code current}.
     *
     * @param firstRow number of the step's first row among all steps
     * @param previous offset of the states before the step
     * @param current offset of the states after it
     */
    void forward(RecurrentTape tape, int firstRow, int previous, int current);

    /**
     * Reads the results of forward and the gradient of the hidden state at {@code current}. Overwrites the rows of this
     * step in {@code tape.projectedGradient} and, if they differ, {@code tape.recurrentGradient}. Adds the gradient
     * that does not pass through q to the gradient of the hidden state at {@code previous}. Replaces the gradient of
     * the current cell state in {@code tape.cellGradient} by the gradient of the previous cell state.
     */
    void backward(RecurrentTape tape, int firstRow, int previous, int current);
}
