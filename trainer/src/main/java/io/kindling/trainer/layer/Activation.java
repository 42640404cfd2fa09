package io.kindling.trainer.layer;

import io.kindling.trainer.layout.Shape;

/** An activation function, applied to each value. */
public sealed interface Activation extends LayerSpec
        permits Elu,
                Gelu,
                Hardsigmoid,
                Hardswish,
                Hardtanh,
                Identity,
                LeakyRelu,
                LogSigmoid,
                Mish,
                Relu,
                Relu6,
                Selu,
                Sigmoid,
                Silu,
                Softplus,
                Softsign,
                Tanh {

    /** y = f(x). Reads {@code x[0 .. length)}, overwrites {@code y[0 .. length)}. */
    void activate(float[] x, float[] y, int length);

    /** dx = f'(x) dy. Reads {@code x}, {@code y} = f(x) and {@code dy}, overwrites {@code dx[0 .. length)}. */
    void differentiate(float[] x, float[] y, float[] dy, float[] dx, int length);

    @Override
    default Shape outputShape(Shape input) {
        return input;
    }

    @Override
    default Layer bind(Binding binding) {
        return new ElementwiseLayer(this, binding.input().size());
    }
}
