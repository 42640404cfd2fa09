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
 * A trained classifier. It adds the outputs of the network, the class probabilities and the index of the predicted
 * class. With several labels it adds the probability of each label, and an array with 1 for each predicted label and 0
 * for the others.
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
    NeuralNetworkClassificationModel withoutParams() {
        return new NeuralNetworkClassificationModel(uid(), trained());
    }

    @Override
    PredictionColumns predictionColumns() {
        return classColumns();
    }

    private ClassColumns classColumns() {
        return ClassColumns.of(this, answer()).over(outputColumns());
    }

    private Answer answer() {
        if (trained().loss().task() == Task.MULTICLASS) {
            return Answer.CLASS;
        }
        return outputColumns() == 1 ? Answer.YES_OR_NO : Answer.LABELS;
    }

    /** Number of network outputs. */
    private int outputColumns() {
        return Network.of(trained().network()).output().size();
    }

    /** Number of classes of each label; 2 for several labels. */
    public int numClasses() {
        return answer() == Answer.CLASS ? outputColumns() : 2;
    }

    /** Number of labels per example: 1, or several binary labels. */
    public int numLabels() {
        return answer() == Answer.LABELS ? outputColumns() : 1;
    }

    /**
     * Predicts the class of one example.
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

    /** Predicts the class of one example, or 0 or 1 for each of its labels. */
    public double[] predictAll(Vector features) {
        return classColumns().predictions(outputs(features).predictions, 0, outputColumns());
    }

    /** Returns the network outputs for one example. */
    public Vector predictRaw(Vector features) {
        return classColumns().raw(outputs(features).outputs, 0, outputColumns());
    }

    /** Returns the probabilities of the classes or labels for one example. */
    public Vector predictProbability(Vector features) {
        return classColumns().probability(outputs(features).predictions, 0, outputColumns());
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

    /** Returns the reader for MLlib pipelines. */
    public static MLReader<NeuralNetworkClassificationModel> read() {
        return new StageReader<>(
                NeuralNetworkClassificationModel.class, StageWriter.MODEL, NeuralNetworkClassificationModel::new);
    }

    /** Reads a model saved with {@code write().save}. */
    public static NeuralNetworkClassificationModel load(String path) {
        return read().load(path);
    }
}
