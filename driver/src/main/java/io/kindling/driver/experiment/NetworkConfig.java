package io.kindling.driver.experiment;

import io.kindling.driver.data.row.FeatureColumns;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layer.LayerSpec;
import io.kindling.trainer.layer.Parallel;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.network.NetworkSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The network of an experiment.
 *
 * @param layers at least one
 * @param input shape of one example; null, the default, takes that of the data
 * @param initialParameters what training starts from: a file, a folder or a version in a registry, {@code digits@champion}, or a map that also says what becomes of its vocabulary. null, the
 *     default, draws first values by the seed
 */
public record NetworkConfig(List<LayerSpec> layers, Shape input, InitialParameters initialParameters) {
    public NetworkConfig {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new ConfigurationException("Invalid network.layers: [] (must have at least one layer)");
        }
    }

    public NetworkConfig(List<LayerSpec> layers) {
        this(layers, null, null);
    }

    /** Features an example, where {@link #input} or a first layer {@code parallel} tells them. */
    public Optional<Integer> toldFeatures() {
        if (input != null) {
            return Optional.of(input.size());
        }
        return layers.get(0) instanceof Parallel parallel
                ? Optional.of(parallel.branches().stream()
                        .mapToInt(Parallel.Branch::columns)
                        .sum())
                : Optional.empty();
    }

    /**
     * The network for the features of a table.
     *
     * @throws ConfigurationException if the branches of a first layer {@code parallel} do not take all of them
     */
    public NetworkSpec over(FeatureColumns columns) {
        if (input == null && layers.get(0) instanceof Parallel parallel) {
            List<Integer> taken =
                    parallel.branches().stream().map(Parallel.Branch::columns).toList();
            int sum = taken.stream().mapToInt(Integer::intValue).sum();
            if (sum != columns.width()) {
                throw new ConfigurationException("Invalid network.layers.0: the branches of parallel take "
                        + taken.stream().map(String::valueOf).collect(Collectors.joining(" + ")) + " = " + sum
                        + " columns, the data has " + columns.width() + ": " + columns.listed()
                        + "; change columns of the branches, which take them in this order, or data.features"
                        + " (oneHot makes maxCategories + 1 columns of one)");
            }
        }
        return over(new Features(columns.width()));
    }

    /**
     * The network for examples of the given shape, which {@link #input} may lay out otherwise: a row of 784 values as an image of 28 by 28.
     *
     * @throws ConfigurationException if the number of values differs
     */
    public NetworkSpec over(Shape example) {
        if (input == null) {
            return new NetworkSpec(example, layers);
        }
        if (input.size() != example.size()) {
            throw new ConfigurationException("Invalid network.input: " + input.dimensions() + " (has " + input.size()
                    + " values an example, the data has " + example.size() + ")");
        }
        return new NetworkSpec(input, layers);
    }
}
