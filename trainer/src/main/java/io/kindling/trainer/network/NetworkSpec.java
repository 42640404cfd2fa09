package io.kindling.trainer.network;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layer.LayerSpec;
import io.kindling.trainer.layout.Shape;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * The serialisable architecture: the shape of one example and the layers it goes through.
 *
 * @param input shape of one example
 * @param layers at least one
 */
public record NetworkSpec(Shape input, List<LayerSpec> layers) implements Serializable {
    public NetworkSpec {
        Objects.requireNonNull(input, "input");
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new ConfigurationException("Invalid network: [] (must have at least one layer)");
        }
    }
}
