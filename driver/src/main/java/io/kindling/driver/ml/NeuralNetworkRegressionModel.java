package io.kindling.driver.ml;

import io.kindling.driver.model.Readout;
import io.kindling.driver.model.TrainedModel;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.util.MLReader;

/** A trained regressor. It adds the number that is predicted. */
public final class NeuralNetworkRegressionModel extends NeuralNetworkModel<NeuralNetworkRegressionModel>
        implements NeuralNetworkRegressorParams {
    private static final long serialVersionUID = 1L;

    private final RegressorParams regressorParams;

    NeuralNetworkRegressionModel(String uid, TrainedModel trained) {
        super(uid, trained);
        this.regressorParams = new RegressorParams(this);
    }

    @Override
    public RegressorParams regressorParams() {
        return regressorParams;
    }

    @Override
    public String toString() {
        return "NeuralNetworkRegressionModel: uid=" + uid() + ", numFeatures=" + numFeatures();
    }

    @Override
    NeuralNetworkRegressionModel self() {
        return this;
    }

    @Override
    NeuralNetworkRegressionModel again() {
        return new NeuralNetworkRegressionModel(uid(), trained());
    }

    @Override
    Readout readout() {
        return new NumberReadout(getPredictionCol());
    }

    /** The number for one example. */
    public double predict(Vector features) {
        return outputs(features).predictions[0];
    }

    /** The reader that pipelines ask for. */
    public static MLReader<NeuralNetworkRegressionModel> read() {
        return new StageReader<>(
                NeuralNetworkRegressionModel.class, StageWriter.MODEL, NeuralNetworkRegressionModel::new);
    }

    /** Reads what {@code write().save} wrote. */
    public static NeuralNetworkRegressionModel load(String path) {
        return read().load(path);
    }
}
