package io.kindling.driver.ml;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.loss.CrossEntropy;
import io.kindling.trainer.loss.LossFunction;
import java.util.List;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructField;

/**
 * A classifier that trains a neural network on softmax cross-entropy. Labels are class indices, 0 to one below the number of classes, of any numeric type; {@code StringIndexer}
 * makes them. Features should be of order 1: {@code StandardScaler}.
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
    LossFunction lossFunction() {
        return new CrossEntropy();
    }

    @Override
    int outputs(Dataset<?> dataset) {
        int classes = LabelColumn.classes(dataset, getLabelCol());
        if (isDefined(thresholds()) && getThresholds().length != classes) {
            throw new ConfigurationException(
                    "Invalid thresholds: " + getThresholds().length + " (must be one a class, " + classes + ")");
        }
        return classes;
    }

    @Override
    List<StructField> addedColumns() {
        return ClassReadout.of(this).columns();
    }

    @Override
    NeuralNetworkClassificationModel model(Fitting.Result result) {
        return new NeuralNetworkClassificationModel(uid(), result.model()).trainedAs(result.summary());
    }

    public NeuralNetworkClassifier setRawPredictionCol(String value) {
        set(rawPredictionCol(), value);
        return this;
    }

    public NeuralNetworkClassifier setProbabilityCol(String value) {
        set(probabilityCol(), value);
        return this;
    }

    public NeuralNetworkClassifier setThresholds(double[] value) {
        set(thresholds(), value.clone());
        return this;
    }

    /** The reader that pipelines ask for. */
    public static MLReader<NeuralNetworkClassifier> read() {
        return new StageReader<>(
                NeuralNetworkClassifier.class,
                StageWriter.INITIAL_MODEL,
                (uid, initial) -> new NeuralNetworkClassifier(uid).startFrom(initial));
    }

    /** Reads what {@code write().save} wrote. */
    public static NeuralNetworkClassifier load(String path) {
        return read().load(path);
    }
}
