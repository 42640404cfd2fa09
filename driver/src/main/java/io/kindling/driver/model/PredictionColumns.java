package io.kindling.driver.model;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.StructField;

/** How what a network says of a row is shown in a table. */
public interface PredictionColumns extends Serializable {

    /** The columns that are added, in order. */
    List<StructField> columns();

    /**
     * Overwrites {@code cells[at ..]} with the columns of one row.
     *
     * @param outputs of the network, read from {@code from}
     * @param predictions that the loss makes of them, read from {@code from}
     * @param width outputs a row
     */
    void write(float[] outputs, float[] predictions, int from, int width, Object[] cells, int at);
}
