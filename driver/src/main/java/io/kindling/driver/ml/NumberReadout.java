package io.kindling.driver.ml;

import io.kindling.driver.model.Readout;
import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;

/** The column of a regression; left out if its name is empty. */
final class NumberReadout implements Readout {
    private static final long serialVersionUID = 1L;

    private final String prediction;

    NumberReadout(String prediction) {
        this.prediction = prediction;
    }

    @Override
    public List<StructField> columns() {
        return prediction.isEmpty()
                ? List.of()
                : List.of(new StructField(prediction, DataTypes.DoubleType, false, Metadata.empty()));
    }

    @Override
    public void write(float[] outputs, float[] predictions, int from, int width, Object[] cells, int at) {
        if (!prediction.isEmpty()) {
            cells[at] = (double) predictions[from];
        }
    }
}
