package io.kindling.driver.data.row;

import org.apache.spark.ml.linalg.Vector;

/** The only class that needs Spark ML to read rows; it is not loaded for tables without vectors. */
public final class VectorCells {
    private VectorCells() {}

    /** The numbers of a dense or sparse vector. */
    public static double[] toArray(Object cell) {
        return ((Vector) cell).toArray();
    }

    /** How many numbers a vector has. */
    static int size(Object cell) {
        return ((Vector) cell).size();
    }
}
