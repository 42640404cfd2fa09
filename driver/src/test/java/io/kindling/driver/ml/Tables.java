package io.kindling.driver.ml;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Small training tables. */
final class Tables {
    static final int FEATURES = 2;

    static final StructType SCHEMA = new StructType()
            .add("id", DataTypes.IntegerType)
            .add("features", SQLDataTypes.VectorType())
            .add("label", DataTypes.DoubleType);

    private Tables() {}

    /** Point i of the grid. Vectors alternate between sparse and dense. */
    static Vector point(int i) {
        double[] values = {(i % 21 - 10) / 5.0, (i / 21 % 19 - 9) / 5.0};
        return i % 2 == 0 ? Vectors.dense(values) : Vectors.dense(values).toSparse();
    }

    /** Three classes: inside a circle, and left or right outside it. */
    static double ring(Vector x) {
        double inside = x.apply(0) * x.apply(0) + x.apply(1) * x.apply(1);
        return inside < 1.5 ? 0 : x.apply(0) < 0 ? 1 : 2;
    }

    static double height(Vector x) {
        return 3 * x.apply(0) - x.apply(0) * x.apply(1) + 2;
    }

    static Dataset<Row> rings(SparkSession spark, int rows) {
        return table(spark, rows, Tables::ring);
    }

    static Dataset<Row> heights(SparkSession spark, int rows) {
        return table(spark, rows, Tables::height);
    }

    /** Reads a CSV file with a header, compressed or not. */
    static Dataset<Row> csv(SparkSession spark, String path) {
        return spark.read().option("header", true).option("inferSchema", true).csv(path);
    }

    interface Label {
        double of(Vector x);
    }

    private static Dataset<Row> table(SparkSession spark, int rows, Label label) {
        List<Row> table = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            Vector x = point(i);
            table.add(RowFactory.create(i, x, label.of(x)));
        }
        return spark.createDataFrame(table, SCHEMA).repartition(3);
    }
}
