package io.kindling.driver.model;

import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.NetworkSpec;
import java.io.Serializable;
import java.util.List;

/** Everything that it takes to use a model: architecture, numbers, and what its features went through. */
public final class TrainedModel implements Serializable {
    private static final long serialVersionUID = 1L;

    private final NetworkSpec network;
    private final LossFunction loss;
    private final ModelState state;
    private final List<String> featureColumns;
    private final FeatureScaling scaling;

    /**
     * A model.
     *
     * @param loss that it was trained with, which says what its outputs mean
     * @param featureColumns of the table, in order
     * @param scaling fitted on the training examples
     */
    public TrainedModel(
            NetworkSpec network,
            LossFunction loss,
            ModelState state,
            List<String> featureColumns,
            FeatureScaling scaling) {
        this.network = network;
        this.loss = loss;
        this.state = state;
        this.featureColumns = List.copyOf(featureColumns);
        this.scaling = scaling;
    }

    public NetworkSpec network() {
        return network;
    }

    public LossFunction loss() {
        return loss;
    }

    public ModelState state() {
        return state;
    }

    public List<String> featureColumns() {
        return featureColumns;
    }

    /** The same, for tables that name the columns otherwise. */
    public TrainedModel withFeatureColumns(String... columns) {
        return new TrainedModel(network, loss, state, List.of(columns), scaling);
    }

    public FeatureScaling scaling() {
        return scaling;
    }
}
