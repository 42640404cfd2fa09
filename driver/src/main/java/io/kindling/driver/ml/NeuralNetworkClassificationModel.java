package io.kindling.driver.ml;

import io.kindling.driver.model.Readout;
import io.kindling.driver.model.TrainedModel;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.network.Network;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.util.MLReader;

/** A trained classifier. It adds the outputs of the network, the probabilities of the classes, and the index of the class that is predicted. */
public final class NeuralNetworkClassificationModel extends NeuralNetworkModel<NeuralNetworkClassificationModel>
        implements NeuralNetworkClassifierParams {
    private static final long serialVersionUID = 1L;

    private final ClassifierParams classifierParams;

    NeuralNetworkClassificationModel(String uid, TrainedModel trained) {
        super(uid, trained);
        this.classifierParams = new ClassifierParams(this);
    }

    @Override
    public ClassifierParams classifierParams() {
        return classifierParams;
    }

    @Override
    public String toString() {
        return "NeuralNetworkClassificationModel: uid=" + uid() + ", numClasses=" + numClasses() + ", numFeatures="
                + numFeatures();
    }

    @Override
    NeuralNetworkClassificationModel self() {
        return this;
    }

    @Override
    NeuralNetworkClassificationModel again() {
        return new NeuralNetworkClassificationModel(uid(), trained());
    }

    @Override
    Readout readout() {
        return classReadout();
    }

    private ClassReadout classReadout() {
        if (isDefined(thresholds()) && getThresholds().length != numClasses()) {
            throw new ConfigurationException(
                    "Invalid thresholds: " + getThresholds().length + " (must be one a class, " + numClasses() + ")");
        }
        return ClassReadout.of(this);
    }

    public int numClasses() {
        return Network.of(trained().network()).output().size();
    }

    /** The class of one example. */
    public double predict(Vector features) {
        return classReadout().prediction(outputs(features).predictions, 0, numClasses());
    }

    /** The outputs of the network for one example. */
    public Vector predictRaw(Vector features) {
        return ClassReadout.vector(outputs(features).outputs, 0, numClasses());
    }

    /** The probabilities of the classes for one example. */
    public Vector predictProbability(Vector features) {
        return ClassReadout.vector(outputs(features).predictions, 0, numClasses());
    }

    public NeuralNetworkClassificationModel setRawPredictionCol(String value) {
        set(rawPredictionCol(), value);
        return this;
    }

    public NeuralNetworkClassificationModel setProbabilityCol(String value) {
        set(probabilityCol(), value);
        return this;
    }

    public NeuralNetworkClassificationModel setThresholds(double[] value) {
        set(thresholds(), value.clone());
        return this;
    }

    /** The reader that pipelines ask for. */
    public static MLReader<NeuralNetworkClassificationModel> read() {
        return new StageReader<>(
                NeuralNetworkClassificationModel.class, StageWriter.MODEL, NeuralNetworkClassificationModel::new);
    }

    /** Reads what {@code write().save} wrote. */
    public static NeuralNetworkClassificationModel load(String path) {
        return read().load(path);
    }
}
