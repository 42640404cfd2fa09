package io.kindling.driver.ml;

import io.kindling.driver.model.PredictionColumns;
import io.kindling.driver.model.TrainedModel;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.loss.LossFunction;
import java.util.OptionalInt;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Base class of the estimators.
 *
 * <p>The trained bits depend on the values of the rows, the params and the seed, not on the partitioning of the rows.
 * The estimator works in any Spark session with any serializer.
 *
 * @param <E> type of the estimator, returned by setters
 * @param <M> type of its model
 */
public abstract class NeuralNetworkEstimator<E extends NeuralNetworkEstimator<E, M>, M extends NeuralNetworkModel<M>>
        extends Estimator<M> implements NeuralNetworkParams, MLWritable {
    private static final long serialVersionUID = 1L;

    private final String uid;
    private final TrainingParams trainingParams;
    private TrainedModel initialModel;

    NeuralNetworkEstimator(String uid) {
        this.uid = uid;
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

    /** This estimator, with its own type. */
    abstract E self();

    /**
     * The loss to minimize.
     *
     * @throws ConfigurationException if the loss does not fit the labels of the table
     */
    abstract LossFunction lossFunction(Columns table);

    /** Number of network outputs for these rows; empty for one per target. */
    abstract OptionalInt outputs(Dataset<?> dataset);

    /** The columns that the model will add to a table. */
    abstract PredictionColumns predictionColumns(Columns table);

    /**
     * Checks the number of outputs of the network to train.
     *
     * @throws ConfigurationException if a param does not fit the number of outputs
     */
    void requireOutputs(Columns table, int outputs) {
        Labels labels = new Labels(this);
        if (outputs == 1 && labels.haveSeveralTargets(table)) {
            throw new ConfigurationException("Cannot train on " + labels.describe()
                    + ": it holds arrays or vectors, but the network has one output; give the network one output per"
                    + " label, or name a column of numbers");
        }
    }

    abstract M model(EstimatorTraining.Result result);

    /** Sets the initial model; null for random initial parameters. */
    E startFrom(TrainedModel model) {
        this.initialModel = model;
        return self();
    }

    /** Sets the model from whose parameters training starts. Its network must equal the network to train. */
    public E setInitialModel(M model) {
        return startFrom(model.trained());
    }

    @Override
    public M fit(Dataset<?> dataset) {
        if (dataset.isStreaming()) {
            throw new DataException(
                    "Cannot train on a stream: training reads the rows several times; train on a table and transform the stream");
        }
        Columns table = Columns.of(dataset);
        check(table);
        EstimatorTraining fitting = new EstimatorTraining(
                this, lossFunction(table), initialModel, outputs -> requireOutputs(table, outputs));
        EstimatorTraining.Result result = fitting.fit(dataset, () -> outputs(dataset));
        return copyValues(model(result).setParent(this), new ParamMap());
    }

    @Override
    public StructType transformSchema(StructType schema) {
        return check(Columns.of(schema));
    }

    private StructType check(Columns table) {
        ParamsToConfig settings = new ParamsToConfig(this);
        new Labels(this).require(table);
        lossFunction(table);
        settings.column(weightCol()).ifPresent(column -> table.requireNumbers("weightCol", column));
        settings.column(validationIndicatorCol())
                .ifPresent(column -> table.requireBooleans("validationIndicatorCol", column));
        new Inputs(this).require(table, settings.otherColumns());
        return table.append(predictionColumns(table).columns());
    }

    @Override
    public E copy(ParamMap extra) {
        E copy = defaultCopy(extra);
        return copy.startFrom(initialModel);
    }

    @Override
    public MLWriter write() {
        return new StageWriter(this, StageWriter.INITIAL_MODEL, initialModel);
    }

    public E setFeaturesCol(String value) {
        set(featuresCol(), value);
        return self();
    }

    public E setInputCols(String[] value) {
        set(inputCols(), value.clone());
        return self();
    }

    public E setColumns(String value) {
        set(columns(), value);
        return self();
    }

    public E setScaling(String value) {
        set(scaling(), value);
        return self();
    }

    public E setLabelCol(String value) {
        set(labelCol(), value);
        return self();
    }

    /** Sets several label columns instead of {@code labelCol}. */
    public E setLabelCols(String[] value) {
        set(labelCols(), value.clone());
        return self();
    }

    public E setPredictionCol(String value) {
        set(predictionCol(), value);
        return self();
    }

    public E setWeightCol(String value) {
        set(weightCol(), value);
        return self();
    }

    public E setValidationIndicatorCol(String value) {
        set(validationIndicatorCol(), value);
        return self();
    }

    public E setHandleInvalid(String value) {
        set(handleInvalid(), value);
        return self();
    }

    public E setLayers(int[] value) {
        set(layers(), value.clone());
        return self();
    }

    public E setNetwork(String value) {
        set(network(), value);
        return self();
    }

    public E setMaxIter(int value) {
        set(maxIter(), value);
        return self();
    }

    public E setBatchSize(int value) {
        set(batchSize(), value);
        return self();
    }

    public E setStepSize(double value) {
        set(stepSize(), value);
        return self();
    }

    public E setSolver(String value) {
        set(solver(), value);
        return self();
    }

    public E setSchedule(String value) {
        set(schedule(), value);
        return self();
    }

    public E setRegParam(double value) {
        set(regParam(), value);
        return self();
    }

    public E setElasticNetParam(double value) {
        set(elasticNetParam(), value);
        return self();
    }

    public E setTol(double value) {
        set(tol(), value);
        return self();
    }

    public E setPatience(int value) {
        set(patience(), value);
        return self();
    }

    public E setSeed(long value) {
        set(seed(), value);
        return self();
    }

    public E setCheckpointInterval(int value) {
        set(checkpointInterval(), value);
        return self();
    }

    public E setCheckpointDir(String value) {
        set(checkpointDir(), value);
        return self();
    }

    public E setAggregationDepth(int value) {
        set(aggregationDepth(), value);
        return self();
    }
}
