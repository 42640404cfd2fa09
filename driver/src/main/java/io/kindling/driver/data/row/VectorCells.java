package io.kindling.driver.data.row;

import org.apache.spark.ml.linalg.Vector;

/** Reads Spark ML vectors. Only this class depends on Spark ML, and it is not loaded for tables without vectors. */
public final class VectorCells {
    private VectorCells() {}

    /** Returns the numbers of a dense or sparse vector. */
    public static double[] toArray(Object cell) {
        return ((Vector) cell).toArray();
    }

    /** Returns the size of a vector. */
    static int size(Object cell) {
        return ((Vector) cell).size();
    }
}
