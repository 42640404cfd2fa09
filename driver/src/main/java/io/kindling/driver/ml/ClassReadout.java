package io.kindling.driver.ml;

import io.kindling.driver.model.Readout;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;

/** The columns of a classifier in MLlib's types: vectors of outputs and of probabilities, and the class. A column whose name is empty is left out. */
final class ClassReadout implements Readout {
    private static final long serialVersionUID = 1L;

    private final String rawPrediction;
    private final String probability;
    private final String prediction;
    private final double[] thresholds;

    private ClassReadout(String rawPrediction, String probability, String prediction, double[] thresholds) {
        this.rawPrediction = rawPrediction;
        this.probability = probability;
        this.prediction = prediction;
        this.thresholds = thresholds;
    }

    static ClassReadout of(NeuralNetworkClassifierParams params) {
        return new ClassReadout(
                params.getRawPredictionCol(),
                params.getProbabilityCol(),
                params.getPredictionCol(),
                params.isDefined(params.thresholds()) ? params.getThresholds() : null);
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
            columns.add(new StructField(prediction, DataTypes.DoubleType, false, Metadata.empty()));
        }
        return columns;
    }

    @Override
    public void write(float[] outputs, float[] predictions, int from, int width, Object[] cells, int at) {
        int next = at;
        if (!rawPrediction.isEmpty()) {
            cells[next++] = vector(outputs, from, width);
        }
        if (!probability.isEmpty()) {
            cells[next++] = vector(predictions, from, width);
        }
        if (!prediction.isEmpty()) {
            cells[next] = prediction(predictions, from, width);
        }
    }

    /**
     * The class whose probability is the largest multiple of its threshold; of equals the first. A threshold of 0 wins unless its class has probability 0.
     */
    double prediction(float[] probabilities, int from, int width) {
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

    static Vector vector(float[] values, int from, int width) {
        double[] numbers = new double[width];
        for (int c = 0; c < width; c++) {
            numbers[c] = values[from + c];
        }
        return Vectors.dense(numbers);
    }
}
