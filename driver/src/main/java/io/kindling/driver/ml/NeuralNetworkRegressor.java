package io.kindling.driver.ml;

import io.kindling.driver.model.PredictionColumns;
import io.kindling.trainer.loss.LossFunction;
import java.util.OptionalInt;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;

/** A regressor that trains a neural network with one output per target. Features should be of order 1: {@code StandardScaler}. */
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
        return new Labels(this).areSeveral(Columns.of(dataset)) ? OptionalInt.empty() : OptionalInt.of(1);
    }

    @Override
    PredictionColumns readout(Columns table) {
        return new Labels(this).areSeveral(table)
                ? NumberColumns.several(getPredictionCol())
                : NumberColumns.one(getPredictionCol());
    }

    @Override
    NeuralNetworkRegressionModel model(EstimatorTraining.Result result) {
        return new NeuralNetworkRegressionModel(uid(), result.model()).trainedAs(result.summary());
    }

    public NeuralNetworkRegressor setLoss(String value) {
        set(loss(), value);
        return this;
    }

    /** The reader that pipelines ask for. */
    public static MLReader<NeuralNetworkRegressor> read() {
        return new StageReader<>(
                NeuralNetworkRegressor.class,
                StageWriter.INITIAL_MODEL,
                (uid, initial) -> new NeuralNetworkRegressor(uid).startFrom(initial));
    }

    /** Reads what {@code write().save} wrote. */
    public static NeuralNetworkRegressor load(String path) {
        return read().load(path);
    }
}
