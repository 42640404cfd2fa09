package io.kindling.trainer.layer;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Slot;
import java.io.Serializable;
import java.util.List;

/** Serializable description of a layer, as in a configuration and in the manifest of a model. */
public sealed interface LayerSpec extends Serializable
        permits Activation,
                AvgPool1d,
                AvgPool2d,
                BatchNorm1d,
                BatchNorm2d,
                Conv1d,
                Conv2d,
                Dropout,
                Embedding,
                Flatten,
                GlobalAvgPool1d,
                GlobalAvgPool2d,
                LayerNorm,
                Linear,
                LogSoftmax,
                MaxPool1d,
                MaxPool2d,
                MeanOverTime,
                MultiheadAttention,
                Parallel,
                PositionalEncoding,
                Recurrent,
                Residual,
                Softmax,
                Transpose {

    /**
     * Shape of one output example.
     *
     * @throws ConfigurationException if the layer does not accept the input shape; the message names the shape and the
     *     cure
     */
    Shape outputShape(Shape input);

    /** The parameters of the layer, with local names. */
    default List<Slot> parameters(Shape input) {
        return List.of();
    }

    /** The buffers of the layer, with local names. */
    default List<Slot> buffers(Shape input) {
        return List.of();
    }

    /** Returns the runtime of this layer. */
    Layer bind(Binding binding);

    /**
     * Adds the ONNX nodes of this layer in evaluation mode to the graph of the scope.
     *
     * @param x name of the input, (N, input shape)
     * @return name of the output, (N, output shape)
     */
    String export(OnnxScope scope, String x);

    /** {@code Cannot apply <layer> to an input of shape <shape>; <cure>}, with the layer's name in configurations. */
    static ConfigurationException cannotApply(LayerSpec layer, Shape input, String cure) {
        String type = layer.getClass().getSimpleName();
        String name = Character.toLowerCase(type.charAt(0)) + type.substring(1);
        return new ConfigurationException(
                "Cannot apply " + name + " to an input of shape " + input.dimensions() + "; " + cure);
    }
}
