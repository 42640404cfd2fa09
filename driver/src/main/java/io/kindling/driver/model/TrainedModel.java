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

/** A trained model: architecture, parameters, and the preprocessing of its features. */
public final class TrainedModel implements Serializable {
    private static final long serialVersionUID = 1L;

    private final NetworkSpec network;
    private final LossFunction loss;
    private final ModelState state;
    private final FittedInputs inputs;

    /**
     * Creates a model.
     *
     * @param loss loss of the training, which defines the meaning of the outputs
     * @param featureColumns columns of the table, in order
     * @param scaling scaling fitted to the training examples
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
     * Creates a model with column rules.
     *
     * @param columns rules fitted to the training table
     * @param features feature columns after the rules are applied, in order
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
     * Creates a model.
     *
     * @param inputs preprocessing of the rows of a table
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

    /** Preprocessing of the rows of a table. */
    public FittedInputs inputs() {
        return inputs;
    }

    /** Names of the classes. */
    public ClassNames classNames() {
        return ClassNames.of(loss, inputs);
    }

    /** Rules that convert columns to numbers before the features are read. */
    public FittedColumns columns() {
        return inputs.columns();
    }

    /** Feature columns of the table, in order. */
    public FeatureColumns features() {
        return inputs.features();
    }

    /** Names of {@link #features}. */
    public List<String> featureColumns() {
        return inputs.featureColumns();
    }

    /** Returns the same model for tables whose features are in one column with another name. */
    public TrainedModel withFeatureColumn(String name) {
        return new TrainedModel(network, loss, state, inputs.withFeatureColumn(name));
    }

    /** Returns the same model with additional values that represent a missing value. */
    public TrainedModel withNullValues(List<String> more) {
        return new TrainedModel(network, loss, state, inputs.withNullValues(more));
    }

    public FeatureScaling scaling() {
        return inputs.scaling();
    }

    /** Returns the model as an ONNX file. {@link OnnxExport} describes its inputs and outputs. */
    public byte[] onnx(Preprocessing preprocessing) {
        return new OnnxExport(this).bytes(preprocessing);
    }

    /**
     * Writes the model as an ONNX file that takes features as in the table.
     *
     * @param path path of a new file, on any file system in the Hadoop configuration of the class path
     * @throws StorageException if the file exists or cannot be written
     */
    public void exportOnnx(String path) {
        exportOnnx(path, Preprocessing.INCLUDED, new Configuration());
    }

    /** Writes the model like {@link #exportOnnx(String)}. */
    public void exportOnnx(String path, Preprocessing preprocessing, Configuration hadoop) {
        StoredFile.of(path, hadoop).writeNew(onnx(preprocessing));
    }
}
