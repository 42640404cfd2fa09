package io.kindling.driver.ml;

import io.kindling.driver.model.PredictionColumns;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;

/**
 * The prediction column of a regressor: a number, or an array with one number per target. Omitted if its name is empty.
 */
final class NumberColumns implements PredictionColumns {
    private static final long serialVersionUID = 1L;

    private final String prediction;
    private final DataType type;

    private NumberColumns(String prediction, DataType type) {
        this.prediction = prediction;
        this.type = type;
    }

    /** A column of one target. */
    static NumberColumns one(String prediction) {
        return new NumberColumns(prediction, DataTypes.DoubleType);
    }

    /** A column of several targets. */
    static NumberColumns several(String prediction) {
        return new NumberColumns(prediction, DataTypes.createArrayType(DataTypes.DoubleType, false));
    }

    @Override
    public List<StructField> columns() {
        return prediction.isEmpty() ? List.of() : List.of(new StructField(prediction, type, false, Metadata.empty()));
    }

    @Override
    public void write(float[] outputs, float[] predictions, int from, int width, Object[] cells, int at) {
        if (!prediction.isEmpty()) {
            double[] all = predictions(predictions, from, width);
            cells[at] = type.equals(DataTypes.DoubleType) ? (Object) all[0] : all;
        }
    }

    /** One number per target. */
    static double[] predictions(float[] predictions, int from, int width) {
        double[] numbers = new double[width];
        for (int c = 0; c < width; c++) {
            numbers[c] = predictions[from + c];
        }
        return numbers;
    }
}
