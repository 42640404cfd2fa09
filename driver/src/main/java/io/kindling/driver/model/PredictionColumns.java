package io.kindling.driver.model;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.types.StructField;

/** Converts the outputs of a network to columns of a table. */
public interface PredictionColumns extends Serializable {

    /** The added columns, in order. */
    List<StructField> columns();

    /**
     * Overwrites {@code cells[at ..]} with the columns of one row.
     *
     * @param outputs outputs of the network, read from {@code from}
     * @param predictions predictions of the loss, read from {@code from}
     * @param width outputs per row
     */
    void write(float[] outputs, float[] predictions, int from, int width, Object[] cells, int at);
}
