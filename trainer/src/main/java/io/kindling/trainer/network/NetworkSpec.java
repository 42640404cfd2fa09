package io.kindling.trainer.network;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layer.LayerSpec;
import io.kindling.trainer.layout.Columns;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Shape;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * Network architecture: the shape of an example and the layers.
 *
 * @param input shape of one example
 * @param layers layers in order, at least one
 */
public record NetworkSpec(Shape input, List<LayerSpec> layers) implements Serializable {
    public NetworkSpec {
        Objects.requireNonNull(input, "input");
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new ConfigurationException("Invalid network: [] (must have at least one layer)");
        }
    }

    /** Returns the network without names of input columns. */
    public NetworkSpec unnamed() {
        return input instanceof Columns ? new NetworkSpec(new Features(input.size()), layers) : this;
    }

    /** Whether both networks compute the same function. Names of input columns are ignored. */
    public boolean isSameAs(NetworkSpec other) {
        return layers.equals(other.layers) && input.dimensions().equals(other.input.dimensions());
    }
}
