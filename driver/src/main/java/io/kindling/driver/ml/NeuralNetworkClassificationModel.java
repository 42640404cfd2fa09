package io.kindling.driver.ml;

import io.kindling.driver.ml.ClassColumns.Answer;
import io.kindling.driver.model.PredictionColumns;
import io.kindling.driver.model.TrainedModel;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.loss.Task;
import io.kindling.trainer.network.Network;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.util.MLReader;

/**
 * A trained classifier. It adds the outputs of the network, the probabilities of the classes, and the index of the class that is predicted; with several labels, the probability of each, and an array
 * that has 1 for each label that is predicted and 0 for the others.
 */
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
        return "NeuralNetworkClassificationModel: uid=" + uid() + ", numClasses=" + numClasses() + ", numLabels="
                + numLabels() + ", numFeatures=" + numFeatures();
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
    PredictionColumns readout() {
        return classReadout();
    }

    private ClassColumns classReadout() {
        return ClassColumns.of(this, answer()).over(outputColumns());
    }

    private Answer answer() {
        if (trained().loss().task() == Task.MULTICLASS) {
            return Answer.CLASS;
        }
        return outputColumns() == 1 ? Answer.YES_OR_NO : Answer.LABELS;
    }

    /** Outputs of the network. */
    private int outputColumns() {
        return Network.of(trained().network()).output().size();
    }

    /** Classes that an example, or each of its labels, belongs to one of; 2 for labels. */
    public int numClasses() {
        return answer() == Answer.CLASS ? outputColumns() : 2;
    }

    /** Labels that are predicted per example: 1, or several yes-or-nos. */
    public int numLabels() {
        return answer() == Answer.LABELS ? outputColumns() : 1;
    }

    /**
     * The class of one example.
     *
     * @throws ConfigurationException if the model predicts several labels
     */
    public double predict(Vector features) {
        if (numLabels() > 1) {
            throw new ConfigurationException(
                    "Cannot predict one class: the model has " + numLabels() + " labels; call predictAll");
        }
        return predictAll(features)[0];
    }

    /** The class of one example, or 0 or 1 for each of its labels. */
    public double[] predictAll(Vector features) {
        return classReadout().predictions(outputs(features).predictions, 0, outputColumns());
    }

    /** The outputs of the network for one example. */
    public Vector predictRaw(Vector features) {
        return classReadout().raw(outputs(features).outputs, 0, outputColumns());
    }

    /** The probabilities of the classes, or of each label, for one example. */
    public Vector predictProbability(Vector features) {
        return classReadout().probability(outputs(features).predictions, 0, outputColumns());
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
