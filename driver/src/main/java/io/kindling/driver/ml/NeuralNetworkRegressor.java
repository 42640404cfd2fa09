package io.kindling.driver.ml;

import io.kindling.driver.model.PredictionColumns;
import io.kindling.trainer.loss.LossFunction;
import java.util.OptionalInt;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;

/**
 * A regressor that trains a neural network with one output per target. Scale features to order 1, such as with {@code
 * StandardScaler}.
 */
public final class NeuralNetworkRegressor
        extends NeuralNetworkEstimator<NeuralNetworkRegressor, NeuralNetworkRegressionModel>
        implements NeuralNetworkRegressorParams {
    private static final long serialVersionUID = 1L;

    private final RegressorParams regressorParams;

    public NeuralNetworkRegressor() {
        this(Identifiable.randomUID("nnr"));
    }

    public NeuralNetworkRegressor(String uid) {
        super(uid);
        this.regressorParams = new RegressorParams(this);
    }

    @Override
    public RegressorParams regressorParams() {
        return regressorParams;
    }

    @Override
    NeuralNetworkRegressor self() {
        return this;
    }

    @Override
    LossFunction lossFunction(Columns table) {
        return ParamValidator.read("loss", getLoss(), LossFunction.class);
    }

    @Override
    OptionalInt outputs(Dataset<?> dataset) {
        return new Labels(this).haveSeveralTargets(Columns.of(dataset)) ? OptionalInt.empty() : OptionalInt.of(1);
    }

    @Override
    PredictionColumns predictionColumns(Columns table) {
        return new Labels(this).haveSeveralTargets(table)
                ? NumberColumns.several(getPredictionCol())
                : NumberColumns.one(getPredictionCol());
    }

    @Override
    NeuralNetworkRegressionModel model(EstimatorTraining.Result result) {
        return new NeuralNetworkRegressionModel(uid(), result.model()).withSummary(result.summary());
    }

    public NeuralNetworkRegressor setLoss(String value) {
        set(loss(), value);
        return this;
    }

    /** Returns the reader for MLlib pipelines. */
    public static MLReader<NeuralNetworkRegressor> read() {
        return new StageReader<>(
                NeuralNetworkRegressor.class,
                StageWriter.INITIAL_MODEL,
                (uid, initial) -> new NeuralNetworkRegressor(uid).startFrom(initial));
    }

    /** Reads an estimator saved with {@code write().save}. */
    public static NeuralNetworkRegressor load(String path) {
        return read().load(path);
    }
}
