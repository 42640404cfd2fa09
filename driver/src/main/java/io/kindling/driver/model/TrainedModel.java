package io.kindling.driver.model;

import io.kindling.driver.data.FittedInputs;
import io.kindling.driver.data.column.FittedColumns;
import io.kindling.driver.data.row.FeatureColumns;
import io.kindling.driver.storage.StoredFile;
import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.NetworkSpec;
import java.io.Serializable;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Everything that it takes to use a model: architecture, numbers, and what its features went through. */
public final class TrainedModel implements Serializable {
    private static final long serialVersionUID = 1L;

    private final NetworkSpec network;
    private final LossFunction loss;
    private final ModelState state;
    private final FittedInputs inputs;

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
        this(network, loss, state, new FittedColumns(), new FeatureColumns(featureColumns), scaling);
    }

    /**
     * A model of tables whose columns become numbers by rules.
     *
     * @param columns fitted on the training table
     * @param features columns of the table that comes out of them, in order
     */
    public TrainedModel(
            NetworkSpec network,
            LossFunction loss,
            ModelState state,
            FittedColumns columns,
            FeatureColumns features,
            FeatureScaling scaling) {
        this(network, loss, state, new FittedInputs(columns, features, scaling));
    }

    /**
     * A model.
     *
     * @param inputs what the rows of a table go through on their way to the network
     */
    public TrainedModel(NetworkSpec network, LossFunction loss, ModelState state, FittedInputs inputs) {
        this.network = network;
        this.loss = loss;
        this.state = state;
        this.inputs = inputs;
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

    /** What the rows of a table go through on their way to the network. */
    public FittedInputs inputs() {
        return inputs;
    }

    /** The names of the classes that it tells apart. */
    public ClassNames classNames() {
        return ClassNames.of(loss, inputs);
    }

    /** How columns of the table become numbers, before the features are read. */
    public FittedColumns columns() {
        return inputs.columns();
    }

    /** The columns of the table that features are read from, in order. */
    public FeatureColumns features() {
        return inputs.features();
    }

    /** Names of {@link #features}. */
    public List<String> featureColumns() {
        return inputs.featureColumns();
    }

    /** The same, for tables that have the features in one column of another name. */
    public TrainedModel withFeatureColumn(String name) {
        return new TrainedModel(network, loss, state, inputs.withFeatureColumn(name));
    }

    /** The same, for tables in which more values stand for a missing one. */
    public TrainedModel withNullValues(List<String> more) {
        return new TrainedModel(network, loss, state, inputs.withNullValues(more));
    }

    public FeatureScaling scaling() {
        return inputs.scaling();
    }

    /** The model as an ONNX file: input and outputs as {@link OnnxExport} describes them. */
    public byte[] onnx(Preprocessing preprocessing) {
        return new OnnxExport(this).bytes(preprocessing);
    }

    /**
     * Writes the model as an ONNX file that takes features as they are in the table.
     *
     * @param path of a new file, on any file system that Hadoop's configuration on the class path knows
     * @throws StorageException if there is such a file already, or if it cannot be written
     */
    public void exportOnnx(String path) {
        exportOnnx(path, Preprocessing.INCLUDED, new Configuration());
    }

    /** Writes the model as {@link #exportOnnx(String)} does. */
    public void exportOnnx(String path, Preprocessing preprocessing, Configuration hadoop) {
        StoredFile.of(path, hadoop).writeNew(onnx(preprocessing));
    }
}
