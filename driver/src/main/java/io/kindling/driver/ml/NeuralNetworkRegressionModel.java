package io.kindling.driver.ml;

import io.kindling.driver.model.PredictionColumns;
import io.kindling.driver.model.TrainedModel;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.network.Network;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.util.MLReader;

/** A trained regressor. It predicts one number per row, or an array with one number per target. */
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
        return "NeuralNetworkRegressionModel: uid=" + uid() + ", numTargets=" + numTargets() + ", numFeatures="
                + numFeatures();
    }

    @Override
    NeuralNetworkRegressionModel self() {
        return this;
    }

    @Override
    NeuralNetworkRegressionModel withoutParams() {
        return new NeuralNetworkRegressionModel(uid(), trained());
    }

    @Override
    PredictionColumns predictionColumns() {
        return numTargets() == 1 ? NumberColumns.one(getPredictionCol()) : NumberColumns.several(getPredictionCol());
    }

    /** Number of targets per example. */
    public int numTargets() {
        return Network.of(trained().network()).output().size();
    }

    /**
     * Predicts the number for one example.
     *
     * @throws ConfigurationException if the model predicts several numbers
     */
    public double predict(Vector features) {
        if (numTargets() > 1) {
            throw new ConfigurationException(
                    "Cannot predict one number: the model has " + numTargets() + " targets; call predictAll");
        }
        return predictAll(features)[0];
    }

    /** Predicts one number per target for one example. */
    public double[] predictAll(Vector features) {
        return NumberColumns.predictions(outputs(features).predictions, 0, numTargets());
    }

    /** Returns the reader for MLlib pipelines. */
    public static MLReader<NeuralNetworkRegressionModel> read() {
        return new StageReader<>(
                NeuralNetworkRegressionModel.class, StageWriter.MODEL, NeuralNetworkRegressionModel::new);
    }

    /** Reads a model saved with {@code write().save}. */
    public static NeuralNetworkRegressionModel load(String path) {
        return read().load(path);
    }
}
