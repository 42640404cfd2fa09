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

/** The columns of a classifier in MLlib's types: vectors of outputs and of probabilities, and the prediction. A column whose name is empty is left out. */
final class ClassColumns implements PredictionColumns {
    /** The probability from which on the answer is yes, as for {@code kindling predict}. */
    private static final double YES = 0.5;

    private static final long serialVersionUID = 1L;

    private final Answer answer;
    private final String rawPrediction;
    private final String probability;
    private final String prediction;
    private final double[] thresholds;

    /** What a classifier answers. */
    enum Answer {
        /** One of several classes, one output each. */
        CLASS,
        /** Yes or no, by one output. */
        YES_OR_NO,
        /** Yes or no for each of several labels, one output each. */
        LABELS;

        /** Thresholds, and numbers of a vector of probabilities, for a network with that many outputs. */
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
     * Checks that there are thresholds for a network with that many outputs, or none.
     *
     * @throws ConfigurationException if not
     */
    ClassColumns over(int outputs) {
        int wanted = answer.size(outputs);
        if (thresholds != null && thresholds.length != wanted) {
            throw new ConfigurationException("Invalid thresholds: " + thresholds.length + " (must be one a "
                    + (answer == Answer.LABELS ? "label" : "class") + ", " + wanted + ")");
        }
        if (thresholds != null
                && answer == Answer.LABELS
                && Arrays.stream(thresholds).anyMatch(threshold -> threshold > 1)) {
            throw new ConfigurationException("Invalid thresholds: " + Arrays.toString(thresholds)
                    + " (must be from 0 to 1: a label is predicted where its probability is at least its threshold)");
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

    /** The outputs; of one output x, -x for no and x for yes. */
    Vector raw(float[] outputs, int from, int width) {
        return answer == Answer.YES_OR_NO
                ? Vectors.dense(-outputs[from], outputs[from])
                : Vectors.dense(numbers(outputs, from, width));
    }

    /** The probabilities; of one yes or no, that of no and that of yes. */
    Vector probability(float[] probabilities, int from, int width) {
        return answer == Answer.YES_OR_NO
                ? Vectors.dense(1.0 - probabilities[from], probabilities[from])
                : Vectors.dense(numbers(probabilities, from, width));
    }

    /** One class, or 0 or 1 for each label. */
    double[] predictions(float[] probabilities, int from, int width) {
        return switch (answer) {
            case CLASS -> new double[] {largest(probabilities, from, width)};
            case YES_OR_NO -> new double[] {isYes(probabilities[from]) ? 1 : 0};
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
     * The class whose probability is the largest multiple of its threshold; of equals the first. A threshold of 0 wins unless its class has probability 0.
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

    /** As for classes, but yes wins where both are equal. */
    private boolean isYes(float probability) {
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
