package io.kindling.driver.config;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layer.BranchColumns;
import io.kindling.trainer.layer.LayerSpec;
import io.kindling.trainer.layer.Parallel;
import io.kindling.trainer.layout.Columns;
import io.kindling.trainer.layout.InputColumn;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.network.NetworkSpec;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The network of an experiment.
 *
 * @param layers at least one
 * @param input shape of one example; null, the default, takes the shape of the data
 * @param initialParameters the model that training starts from: a file, a folder or a version in a registry, {@code
 * digits@champion}, or a map that also sets how its vocabulary is used. null, the default, draws the initial parameters
 * by the seed
 */
public record NetworkConfig(List<LayerSpec> layers, Shape input, InitialParameters initialParameters) {
    private static final int SHOWN = 20;

    public NetworkConfig {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new ConfigurationException("Invalid network.layers: [] (must have at least one layer)");
        }
    }

    public NetworkConfig(List<LayerSpec> layers) {
        this(layers, null, null);
    }

    /** Returns the number of features per example, if {@link #input} or a first layer {@code parallel} defines it. */
    public Optional<Integer> toldFeatures() {
        if (input != null) {
            return Optional.of(input.size());
        }
        if (!(layers.get(0) instanceof Parallel parallel)) {
            return Optional.empty();
        }
        List<BranchColumns> branches =
                parallel.branches().stream().map(Parallel.Branch::columns).toList();
        return branches.stream().allMatch(columns -> columns.names().isEmpty())
                ? Optional.of(branches.stream().mapToInt(BranchColumns::count).sum())
                : Optional.empty();
    }

    /**
     * Returns the network for examples of the given shape. {@link #input} may give them another shape: a row of 784
     * values as an image of 28 by 28.
     *
     * @throws ConfigurationException if the number of values differs, or if the branches of a first layer {@code
     * parallel} do not take all columns
     */
    public NetworkSpec over(Shape example) {
        if (input == null) {
            requireAllColumnsTaken(example);
            return new NetworkSpec(example, layers);
        }
        if (input.size() != example.size()) {
            throw new ConfigurationException("Invalid network.input: " + input.dimensions() + " (has " + input.size()
                    + " values per example, the data has " + example.size() + ")");
        }
        return new NetworkSpec(input, layers);
    }

    /** Branches that set a number of columns must take all columns. */
    private void requireAllColumnsTaken(Shape example) {
        Optional<Integer> taken = toldFeatures();
        if (taken.isEmpty() || taken.get() == example.size()) {
            return;
        }
        List<Parallel.Branch> branches = ((Parallel) layers.get(0)).branches();
        throw new ConfigurationException("Invalid network.layers.0: the branches of parallel take "
                + branches.stream()
                        .map(branch -> Integer.toString(branch.columns().count()))
                        .collect(Collectors.joining(" + "))
                + " = " + taken.get() + " columns, the data has " + example.size()
                + (example instanceof Columns columns ? ": " + listed(columns) : "")
                + "; change columns of the branches, which take them in this order, or data.features"
                + " (oneHot makes maxCategories + 1 columns of one)");
    }

    /** Lists columns as {@code city (1), pixels (64)}. Truncates a long list. */
    private static String listed(Columns columns) {
        List<InputColumn> all = columns.columns();
        return all.stream()
                        .limit(SHOWN)
                        .map(column -> column.name() + " (" + column.width() + ")")
                        .collect(Collectors.joining(", "))
                + (all.size() > SHOWN ? ", ... (" + all.size() + " columns)" : "");
    }
}
