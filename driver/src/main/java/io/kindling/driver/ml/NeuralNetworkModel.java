package io.kindling.driver.ml;

import io.kindling.driver.model.PredictionColumns;
import io.kindling.driver.model.Predictor;
import io.kindling.driver.model.TrainedModel;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.layer.Pass;
import io.kindling.trainer.layer.Workspace;
import io.kindling.trainer.math.Backend;
import io.kindling.trainer.network.Network;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Base class of the trained models. It predicts tables, including streaming tables, in blocks on the executors. A row
 * that cannot be predicted (a vector of another size, a null, a number that is not finite) is skipped with {@code
 * handleInvalid=skip}. Otherwise it ends the query with a {@link DataException} that names the row.
 *
 * @param <M> type of the model, returned by setters
 */
public abstract class NeuralNetworkModel<M extends NeuralNetworkModel<M>> extends Model<M>
        implements NeuralNetworkParams, MLWritable {
    private static final long serialVersionUID = 1L;

    private final String uid;
    private final TrainingParams trainingParams;
    private final TrainedModel trained;
    private transient TrainingSummary summary;

    NeuralNetworkModel(String uid, TrainedModel trained) {
        this.uid = uid;
        this.trained = trained;
        this.trainingParams = new TrainingParams(this);
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public TrainingParams trainingParams() {
        return trainingParams;
    }

    /** This model, with its own type. */
    abstract M self();

    /** A new model with the same network and uid, and without params. */
    abstract M withoutParams();

    /** The columns added to a table. */
    abstract PredictionColumns predictionColumns();

    /** Network, parameters, and the meaning of the outputs. */
    public TrainedModel trained() {
        return trained;
    }

    /**
     * Writes the model as an ONNX file that takes the features as they are in the table. {@link
     * TrainedModel#exportOnnx(String)} describes its names.
     *
     * @param path path of a new file, on any file system in the Hadoop configuration on the class path
     * @throws io.kindling.trainer.error.StorageException if there is such a file already, or if it cannot be written
     */
    public void exportOnnx(String path) {
        trained.exportOnnx(path);
    }

    /** Features that an example has. */
    public int numFeatures() {
        return trained.network().input().size();
    }

    /** Whether this model or the model it was copied from was returned by {@code fit}. */
    public boolean hasSummary() {
        return summary != null;
    }

    /**
     * The summary of the training.
     *
     * @throws ConfigurationException if the model was loaded
     */
    public TrainingSummary summary() {
        if (summary == null) {
            throw new ConfigurationException(
                    "Cannot give a training summary: " + uid + "; it was loaded, and summaries are not saved");
        }
        return summary;
    }

    M withSummary(TrainingSummary training) {
        this.summary = training;
        return self();
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        check(Columns.of(dataset));
        TrainedModel model = new Inputs(this).named(trained);
        // Spark frees the broadcast when no table refers to it.
        return new Predictor(dataset.sparkSession(), model, new ParamsToConfig(this).badRows(), predictionColumns())
                .transform(dataset.toDF());
    }

    @Override
    public StructType transformSchema(StructType schema) {
        return check(Columns.of(schema));
    }

    private StructType check(Columns table) {
        new Inputs(this).require(table, trained);
        return table.append(predictionColumns().columns());
    }

    /** The outputs of the network for one example, and the predictions of the loss from them. */
    Outputs outputs(Vector features) {
        if (features == null || features.size() != numFeatures()) {
            throw new DataException("Cannot predict from a vector: "
                    + (features == null ? "null" : features.size() + " values") + "; the model takes "
                    + numFeatures());
        }
        float[] x = new float[numFeatures()];
        for (int i = 0; i < x.length; i++) {
            x[i] = finite((float) features.apply(i), features.apply(i), i);
        }
        trained.scaling().apply(x, 1);
        Network network = Network.of(trained.network());
        Pass pass = Pass.evaluation(
                trained.state().parameters(),
                trained.state().buffers(),
                new Workspace(),
                Backend.ofThisJvm().gemm());
        float[] outputs = network.forward(pass, x, 1);
        float[] predictions = new float[network.output().size()];
        trained.loss().predictions(outputs, 1, predictions.length, predictions);
        return new Outputs(outputs, predictions);
    }

    private static float finite(float rounded, double value, int at) {
        if (!Float.isFinite(rounded)) {
            throw new DataException("Cannot predict from a vector: " + value + " at " + at
                    + "; must be finite in 32-bit floating point");
        }
        return rounded;
    }

    /** One row of network outputs and of predictions. */
    static final class Outputs {
        final float[] outputs;
        final float[] predictions;

        Outputs(float[] outputs, float[] predictions) {
            this.outputs = outputs;
            this.predictions = predictions;
        }
    }

    @Override
    public M copy(ParamMap extra) {
        return copyValues(withoutParams(), extra).withSummary(summary).setParent(parent());
    }

    @Override
    public MLWriter write() {
        return new StageWriter(this, StageWriter.MODEL, trained);
    }

    public M setFeaturesCol(String value) {
        set(featuresCol(), value);
        return self();
    }

    public M setHandleInvalid(String value) {
        set(handleInvalid(), value);
        return self();
    }

    public M setPredictionCol(String value) {
        set(predictionCol(), value);
        return self();
    }
}
