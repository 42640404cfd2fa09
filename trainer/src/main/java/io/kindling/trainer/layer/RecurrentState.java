package io.kindling.trainer.layer;

/**
 * Initial or final states of all layers and directions of a {@link RecurrentStack}, or their gradients. The arrays are
 * kept, not copied.
 */
public final class RecurrentState {
    private final float[] hidden;
    private final float[] cell;

    /**
     * Creates states in the order layer 0 forward, layer 0 reverse, layer 1 forward and so on.
     *
     * @param hidden (layers * directions, n, hiddenSize)
     * @param cell (layers * directions, n, hiddenSize); null for a cell without cell state
     */
    public RecurrentState(float[] hidden, float[] cell) {
        this.hidden = hidden;
        this.cell = cell;
    }

    public float[] hidden() {
        return hidden;
    }

    public float[] cell() {
        return cell;
    }
}
