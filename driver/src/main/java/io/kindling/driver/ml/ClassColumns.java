package io.kindling.driver.ml;

import io.kindling.driver.model.PredictionColumns;
import io.kindling.trainer.error.ConfigurationException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;

/**
 * The prediction columns of a classifier, with MLlib's types: vectors of outputs and of probabilities, and the
 * prediction. A column with an empty name is omitted.
 */
final class ClassColumns implements PredictionColumns {
    /** Probability from which a binary prediction is 1, as in {@code kindling predict}. */
    private static final double YES = 0.5;

    private static final long serialVersionUID = 1L;

    private final Answer answer;
    private final String rawPrediction;
    private final String probability;
    private final String prediction;
    private final double[] thresholds;

    /** Kind of classification. */
    enum Answer {
        /** One of several classes, with one output per class. */
        CLASS,
        /** Binary, with one output. */
        YES_OR_NO,
        /** Several binary labels, with one output per label. */
        LABELS;

        /** Number of thresholds, and size of the probability vector, for a network with this number of outputs. */
        int size(int outputs) {
            return this == YES_OR_NO ? 2 : outputs;
        }
    }

    private ClassColumns(
            Answer answer, String rawPrediction, String probability, String prediction, double[] thresholds) {
        this.answer = answer;
        this.rawPrediction = rawPrediction;
        this.probability = probability;
        this.prediction = prediction;
        this.thresholds = thresholds;
    }

    static ClassColumns of(NeuralNetworkClassifierParams params, Answer answer) {
        return new ClassColumns(
                answer,
                params.getRawPredictionCol(),
                params.getProbabilityCol(),
                params.getPredictionCol(),
                params.isDefined(params.thresholds()) ? params.getThresholds() : null);
    }

    /**
     * Checks that thresholds are unset or that their number fits the outputs of the network.
     *
     * @throws ConfigurationException if the number of thresholds differs or one is out of range
     */
    ClassColumns over(int outputs) {
        int wanted = answer.size(outputs);
        if (thresholds != null && thresholds.length != wanted) {
            throw new ConfigurationException("Invalid thresholds: " + thresholds.length + " (must have one value per "
                    + (answer == Answer.LABELS ? "label" : "class") + ": " + wanted + ")");
        }
        if (thresholds != null
                && answer == Answer.LABELS
                && Arrays.stream(thresholds).anyMatch(threshold -> threshold > 1)) {
            throw new ConfigurationException("Invalid thresholds: " + Arrays.toString(thresholds)
                    + " (must be from 0 to 1: a label is predicted if its probability is at least its threshold)");
        }
        return this;
    }

    @Override
    public List<StructField> columns() {
        List<StructField> columns = new ArrayList<>();
        if (!rawPrediction.isEmpty()) {
            columns.add(new StructField(rawPrediction, SQLDataTypes.VectorType(), false, Metadata.empty()));
        }
        if (!probability.isEmpty()) {
            columns.add(new StructField(probability, SQLDataTypes.VectorType(), false, Metadata.empty()));
        }
        if (!prediction.isEmpty()) {
            DataType type = answer == Answer.LABELS
                    ? DataTypes.createArrayType(DataTypes.DoubleType, false)
                    : DataTypes.DoubleType;
            columns.add(new StructField(prediction, type, false, Metadata.empty()));
        }
        return columns;
    }

    @Override
    public void write(float[] outputs, float[] predictions, int from, int width, Object[] cells, int at) {
        int next = at;
        if (!rawPrediction.isEmpty()) {
            cells[next++] = raw(outputs, from, width);
        }
        if (!probability.isEmpty()) {
            cells[next++] = probability(predictions, from, width);
        }
        if (!prediction.isEmpty()) {
            double[] all = predictions(predictions, from, width);
            cells[next] = answer == Answer.LABELS ? (Object) all : all[0];
        }
    }

    /** The raw predictions. A single output x becomes (-x, x). */
    Vector raw(float[] outputs, int from, int width) {
        return answer == Answer.YES_OR_NO
                ? Vectors.dense(-outputs[from], outputs[from])
                : Vectors.dense(numbers(outputs, from, width));
    }

    /** The probabilities. A single probability p becomes (1 - p, p). */
    Vector probability(float[] probabilities, int from, int width) {
        return answer == Answer.YES_OR_NO
                ? Vectors.dense(1.0 - probabilities[from], probabilities[from])
                : Vectors.dense(numbers(probabilities, from, width));
    }

    /** The predicted class, or 0 or 1 for each label. */
    double[] predictions(float[] probabilities, int from, int width) {
        return switch (answer) {
            case CLASS -> new double[] {largest(probabilities, from, width)};
            case YES_OR_NO -> new double[] {isPositive(probabilities[from]) ? 1 : 0};
            case LABELS -> {
                double[] labels = new double[width];
                for (int c = 0; c < width; c++) {
                    labels[c] = probabilities[from + c] >= (thresholds == null ? YES : thresholds[c]) ? 1 : 0;
                }
                yield labels;
            }
        };
    }

    /**
     * The class with the largest quotient of probability and threshold, the first of equal ones. A class with threshold
     * 0 wins unless its probability is 0.
     */
    private double largest(float[] probabilities, int from, int width) {
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < width; c++) {
            double share = thresholds == null ? probabilities[from + c] : probabilities[from + c] / thresholds[c];
            if (share > most) {
                most = share;
                best = c;
            }
        }
        return best;
    }

    /** Like {@link #largest} for two classes, but class 1 wins a tie. */
    private boolean isPositive(float probability) {
        return thresholds == null
                ? probability >= YES
                : probability / thresholds[1] >= (1.0 - probability) / thresholds[0];
    }

    private static double[] numbers(float[] values, int from, int width) {
        double[] numbers = new double[width];
        for (int c = 0; c < width; c++) {
            numbers[c] = values[from + c];
        }
        return numbers;
    }
}
