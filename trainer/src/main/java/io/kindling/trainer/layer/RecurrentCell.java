package io.kindling.trainer.layer;

import io.kindling.trainer.onnx.OnnxAttribute;
import java.util.List;

/**
 * The element-wise part of one step of a recurrent layer, for all rows. The matrix products are done: {@code p = x W_ih^T + b_ih} and {@code q = h W_hh^T + b_hh},
 * each gates * hidden values a row, gate by gate.
 */
public sealed interface RecurrentCell permits GruCell, LstmCell {

    /** Gates: rows of the weights per hidden value. */
    int gates();

    /** Its operator in ONNX. */
    String onnxOperator();

    /** Numbers of our gates in the order in which ONNX wants them. */
    List<Integer> onnxGates();

    /** What its operator must be told beside the size and the direction. */
    List<OnnxAttribute> onnxAttributes();

    /** Whether a cell state goes from step to step beside the hidden state. */
    boolean hasCellState();

    /** Whether the gradients with respect to p and to q differ. */
    boolean splitsGradient();

    /**
     * Reads p from {@code tape.gates} and q from {@code tape.recurrent}; overwrites p with the activated gates, {@code tape.kept} with what else backward needs, and
     * the states at {@code current}.
     *
     * @param firstRow number of the step's first row among all steps
     * @param previous offset of the states before the step
     * @param current offset of the states after it
     */
    void forward(RecurrentTape tape, int firstRow, int previous, int current);

    /**
     * Reads what forward left and the gradient of the hidden state at {@code current}. Overwrites this step's rows of {@code tape.projectedGradient} and, if they differ,
     * {@code tape.recurrentGradient}; adds what goes past q to the gradient of the hidden state at {@code previous}; turns {@code tape.cellGradient}
     * from that of the current into that of the previous cell state.
     */
    void backward(RecurrentTape tape, int firstRow, int previous, int current);
}
