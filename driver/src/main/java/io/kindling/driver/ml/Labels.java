package io.kindling.driver.ml;

import io.kindling.driver.spark.SparkErrors;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;

/**
 * The label columns of an estimator: {@code labelCol}, with one number per row or an array or vector of several, or
 * {@code labelCols}.
 */
final class Labels {
    private static final int MIN_CLASSES = 2;
    private static final int MAX_CLASSES = 1_000_000;

    private final NeuralNetworkParams params;

    Labels(NeuralNetworkParams params) {
        this.params = params;
    }

    /** The param that names the columns. */
    String param() {
        return areInSeveralColumns() ? "labelCols" : "labelCol";
    }

    private boolean areInSeveralColumns() {
        return params.isDefined(params.labelCols()) && params.getLabelCols().length > 0;
    }

    /**
     * The columns as the params name them, in the order of the targets.
     *
     * @throws ConfigurationException if both {@code labelCol} and {@code labelCols} are set
     */
    List<String> names() {
        if (!areInSeveralColumns()) {
            return List.of(params.getLabelCol());
        }
        List<String> names = List.of(params.getLabelCols());
        if (params.isSet(params.labelCol())) {
            throw new ConfigurationException("Invalid labelCols: " + names + " (labelCol is also set, to "
                    + params.getLabelCol() + "; set one of the two)");
        }
        return names;
    }

    /** The columns with their names in the table. */
    List<String> names(Columns table) {
        return names().stream().map(name -> table.require(param(), name).name()).toList();
    }

    /** Whether a row has several targets according to the schema: several columns, or a column of arrays or vectors. */
    boolean haveSeveralTargets(Columns table) {
        List<String> names = names();
        return names.size() > 1 || table.holdsVectors(param(), names.get(0));
    }

    /** Checks the label columns of a training table without reading its rows. */
    void require(Columns table) {
        List<String> names = names();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (names.subList(0, i).stream().anyMatch(other -> table.nameCase().same(other, name))) {
                throw new ConfigurationException("Invalid labelCols: " + names + " (names column " + name + " twice)");
            }
            table.requireLabel(param(), name);
        }
    }

    /** {@code labelCol y} or {@code labelCols [a, b]}, for messages. */
    String describe() {
        return areInSeveralColumns() ? "labelCols " + names() : "labelCol " + params.getLabelCol();
    }

    /**
     * Number of classes of a single column of class indices: from the metadata of {@code StringIndexer}, or else one
     * more than the largest label. The latter runs a Spark job.
     */
    int classes(Dataset<?> dataset) {
        StructField field = Columns.of(dataset).require(param(), names().get(0));
        Metadata metadata = field.metadata();
        int known = metadata.contains("ml_attr") ? classesFromMetadata(metadata.getMetadata("ml_attr")) : 0;
        return known > 0 ? known : classesFromValues(dataset, field.name());
    }

    private static int classesFromMetadata(Metadata attribute) {
        if (attribute.contains("vals")) {
            return attribute.getStringArray("vals").length;
        }
        return attribute.contains("num_vals") ? Math.toIntExact(attribute.getLong("num_vals")) : 0;
    }

    private static int classesFromValues(Dataset<?> dataset, String column) {
        Row largest = SparkErrors.unwrap(
                "the data",
                () -> dataset.toDF()
                        .agg(functions.max(Columns.of(column).cast("double")))
                        .first());
        if (largest.isNullAt(0)) {
            throw new DataException("Cannot count the classes of column " + column + ": all values are null");
        }
        double label = largest.getDouble(0);
        if (!(label >= 0 && label < MAX_CLASSES && label == Math.rint(label))) {
            throw new DataException("Invalid label: " + label + " (must be a class index from 0 to (classes - 1) in "
                    + "column " + column + "; StringIndexer creates such a column)");
        }
        return Math.max(MIN_CLASSES, (int) label + 1);
    }
}
