package io.kindling.driver.model;

import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.loss.Task;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;

/**
 * Prediction columns with Spark SQL arrays. Column {@code prediction} is the name of the class if the model has names,
 * otherwise its number as a double (0 or 1 for a binary label), or the predicted number of a regression. For
 * multi-label tasks and several targets it is an array. Column {@code probability}, for losses with probabilities, is
 * an array with one entry per class, also for a binary label (no, yes); for multi-label tasks it has the probability of
 * 1 for each label. Losses with scores have a column {@code rawPrediction} instead.
 */
final class ArrayColumns implements PredictionColumns {
    static final String PREDICTION = "prediction";
    static final String PROBABILITY = "probability";
    static final String RAW_PREDICTION = "rawPrediction";

    /** Probability from which a binary label is predicted as 1. */
    static final double THRESHOLD = 0.5;

    private static final long serialVersionUID = 1L;

    private final Task task;
    private final boolean probabilities;
    private final int columns;
    private final ClassNames names;

    ArrayColumns(LossFunction loss, int columns, ClassNames names) {
        this.task = loss.task();
        this.probabilities = loss.givesProbabilities();
        this.columns = columns;
        this.names = names;
    }

    @Override
    public List<StructField> columns() {
        DataType array = DataTypes.createArrayType(DataTypes.DoubleType, false);
        DataType answer = names.isEmpty() ? DataTypes.DoubleType : DataTypes.StringType;
        boolean one = task == Task.MULTICLASS || columns == 1;
        StructField prediction = column(PREDICTION, one ? answer : DataTypes.createArrayType(answer, false));
        return task == Task.REGRESSION
                ? List.of(prediction)
                : List.of(prediction, column(probabilities ? PROBABILITY : RAW_PREDICTION, array));
    }

    private static StructField column(String name, DataType type) {
        return new StructField(name, type, false, Metadata.empty());
    }

    @Override
    public void write(float[] outputs, float[] predictions, int from, int width, Object[] cells, int at) {
        double[] values = new double[columns];
        for (int c = 0; c < columns; c++) {
            values[c] = predictions[from + c];
        }
        switch (task) {
            case MULTICLASS -> {
                cells[at] = answer(0, largest(values));
                cells[at + 1] = values;
            }
            case BINARY -> {
                Object[] answers = new Object[columns];
                for (int c = 0; c < columns; c++) {
                    answers[c] = answer(c, values[c] >= THRESHOLD ? 1 : 0);
                }
                cells[at] = columns == 1 ? answers[0] : answers;
                cells[at + 1] = columns == 1 ? new double[] {1 - values[0], values[0]} : values;
            }
            case REGRESSION -> cells[at] = columns == 1 ? (Object) values[0] : values;
        }
    }

    /** Returns a class as shown in the table. */
    private Object answer(int label, int number) {
        return names.isEmpty() ? (Object) (double) number : names.of(label, number);
    }

    /** Returns the index of the largest value; the first if several are equal. */
    private static int largest(double[] values) {
        int best = 0;
        for (int c = 1; c < values.length; c++) {
            if (values[c] > values[best]) {
                best = c;
            }
        }
        return best;
    }
}
