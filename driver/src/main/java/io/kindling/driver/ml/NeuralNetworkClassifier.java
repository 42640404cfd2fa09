package io.kindling.driver.ml;

import io.kindling.driver.ml.ClassColumns.Answer;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.loss.BceWithLogits;
import io.kindling.trainer.loss.CrossEntropy;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.loss.Task;
import java.util.OptionalInt;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;

/**
 * A classifier that trains a neural network with softmax cross-entropy. Labels are class indices from 0 to the number
 * of classes minus 1, of any numeric type; {@code StringIndexer} creates them. With several labels, each 0 or 1, in an
 * array, a vector or several columns, it trains with binary cross-entropy and predicts each label independently. Scale
 * features to order 1, such as with {@code StandardScaler}.
 */
public final class NeuralNetworkClassifier
        extends NeuralNetworkEstimator<NeuralNetworkClassifier, NeuralNetworkClassificationModel>
        implements NeuralNetworkClassifierParams {
    private static final long serialVersionUID = 1L;

    private final ClassifierParams classifierParams;

    public NeuralNetworkClassifier() {
        this(Identifiable.randomUID("nnc"));
    }

    public NeuralNetworkClassifier(String uid) {
        super(uid);
        this.classifierParams = new ClassifierParams(this);
    }

    @Override
    public ClassifierParams classifierParams() {
        return classifierParams;
    }

    @Override
    NeuralNetworkClassifier self() {
        return this;
    }

    @Override
    LossFunction lossFunction(Columns table) {
        Labels labels = new Labels(this);
        boolean several = labels.haveSeveralTargets(table);
        if (!isDefined(loss())) {
            return several ? new BceWithLogits() : new CrossEntropy();
        }
        LossFunction loss = ParamValidator.read("loss", getLoss(), LossFunction.class);
        boolean takesIndex = loss.targetColumns(2) == 1;
        if (takesIndex && several) {
            throw new ConfigurationException("Invalid loss: " + getLoss() + " (takes one class index per row; "
                    + labels.describe() + " holds several numbers: use bceWithLogits, or crossEntropy with targetType"
                    + " probabilities)");
        }
        if (!takesIndex && !several && loss.task() == Task.MULTICLASS) {
            throw new ConfigurationException("Invalid loss: " + getLoss() + " (takes one probability per class; "
                    + labels.describe() + " holds one number: use an array or a vector, or name several columns)");
        }
        return loss;
    }

    private Answer answer(Columns table) {
        if (lossFunction(table).task() == Task.MULTICLASS) {
            return Answer.CLASS;
        }
        return new Labels(this).haveSeveralTargets(table) ? Answer.LABELS : Answer.YES_OR_NO;
    }

    @Override
    OptionalInt outputs(Dataset<?> dataset) {
        Columns table = Columns.of(dataset);
        Labels labels = new Labels(this);
        if (labels.haveSeveralTargets(table)) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(answer(table) == Answer.CLASS ? labels.classes(dataset) : 1);
    }

    @Override
    void requireOutputs(Columns table, int outputs) {
        super.requireOutputs(table, outputs);
        predictionColumns(table).over(outputs);
    }

    @Override
    ClassColumns predictionColumns(Columns table) {
        return ClassColumns.of(this, answer(table));
    }

    @Override
    NeuralNetworkClassificationModel model(EstimatorTraining.Result result) {
        return new NeuralNetworkClassificationModel(uid(), result.model()).withSummary(result.summary());
    }

    public NeuralNetworkClassifier setRawPredictionCol(String value) {
        set(rawPredictionCol(), value);
        return this;
    }

    public NeuralNetworkClassifier setProbabilityCol(String value) {
        set(probabilityCol(), value);
        return this;
    }

    public NeuralNetworkClassifier setLoss(String value) {
        set(loss(), value);
        return this;
    }

    public NeuralNetworkClassifier setThresholds(double[] value) {
        set(thresholds(), value.clone());
        return this;
    }

    /** Returns the reader for MLlib pipelines. */
    public static MLReader<NeuralNetworkClassifier> read() {
        return new StageReader<>(
                NeuralNetworkClassifier.class,
                StageWriter.INITIAL_MODEL,
                (uid, initial) -> new NeuralNetworkClassifier(uid).startFrom(initial));
    }

    /** Reads an estimator saved with {@code write().save}. */
    public static NeuralNetworkClassifier load(String path) {
        return read().load(path);
    }
}
