package io.kindling.driver.ml;

import io.kindling.trainer.loss.LossFunction;
import java.util.List;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructField;

/** A regressor that trains a neural network with one output. Features should be of order 1: {@code StandardScaler}. */
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
    LossFunction lossFunction() {
        return Check.read("loss", getLoss(), LossFunction.class);
    }

    @Override
    int outputs(Dataset<?> dataset) {
        return 1;
    }

    @Override
    List<StructField> addedColumns() {
        return new NumberReadout(getPredictionCol()).columns();
    }

    @Override
    NeuralNetworkRegressionModel model(Fitting.Result result) {
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
