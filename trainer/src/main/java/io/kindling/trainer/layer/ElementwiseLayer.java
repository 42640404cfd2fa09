package io.kindling.trainer.layer;

/** Runtime of every {@link Activation}. */
final class ElementwiseLayer implements Layer {
    private final Activation activation;
    private final int size;

    ElementwiseLayer(Activation activation, int size) {
        this.activation = activation;
        this.size = size;
    }

    @Override
    public void forward(Pass pass, float[] x, float[] y, int n) {
        activation.activate(x, y, n * size);
    }

    @Override
    public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx, int n) {
        if (dx != null) {
            activation.differentiate(x, y, dy, dx, n * size);
        }
    }
}
