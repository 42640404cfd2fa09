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

/** The label columns of an estimator: {@code labelCol}, which holds one number per row or an array or vector of several, or {@code labelCols}. */
final class Labels {
    private static final int FEWEST = 2;
    private static final int MOST = 1_000_000;

    private final NeuralNetworkParams params;

    Labels(NeuralNetworkParams params) {
        this.params = params;
    }

    /** The param that names the columns. */
    String param() {
        return areNamed() ? "labelCols" : "labelCol";
    }

    private boolean areNamed() {
        return params.isDefined(params.labelCols()) && params.getLabelCols().length > 0;
    }

    /**
     * The columns as the params name them, in the order of the targets.
     *
     * @throws ConfigurationException if {@code labelCol} is set as well as {@code labelCols}
     */
    List<String> names() {
        if (!areNamed()) {
            return List.of(params.getLabelCol());
        }
        List<String> names = List.of(params.getLabelCols());
        if (params.isSet(params.labelCol())) {
            throw new ConfigurationException("Invalid labelCols: " + names + " (labelCol is set as well, to "
                    + params.getLabelCol() + "; set one of the two)");
        }
        return names;
    }

    /** The columns under the names that the table has for them. */
    List<String> names(Columns table) {
        return names().stream().map(name -> table.require(param(), name).name()).toList();
    }

    /** Whether a row has several targets, as far as the schema tells: several columns, or one of arrays or vectors. */
    boolean areSeveral(Columns table) {
        List<String> names = names();
        return names.size() > 1 || table.holdsVectors(param(), names.get(0));
    }

    /** Checks the columns of a table to train on, without reading it. */
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
    String described() {
        return areNamed() ? "labelCols " + names() : "labelCol " + params.getLabelCol();
    }

    /** Classes of a single column of class indices: what the metadata of {@code StringIndexer} says; without any, one more than the largest label, which takes a job. */
    int classes(Dataset<?> dataset) {
        StructField field = Columns.of(dataset).require(param(), names().get(0));
        Metadata metadata = field.metadata();
        int known = metadata.contains("ml_attr") ? ofAttribute(metadata.getMetadata("ml_attr")) : 0;
        return known > 0 ? known : ofValues(dataset, field.name());
    }

    private static int ofAttribute(Metadata attribute) {
        if (attribute.contains("vals")) {
            return attribute.getStringArray("vals").length;
        }
        return attribute.contains("num_vals") ? Math.toIntExact(attribute.getLong("num_vals")) : 0;
    }

    private static int ofValues(Dataset<?> dataset, String column) {
        Row largest = SparkErrors.unwrap(
                "the data",
                () -> dataset.toDF()
                        .agg(functions.max(Columns.of(column).cast("double")))
                        .first());
        if (largest.isNullAt(0)) {
            throw new DataException("Cannot count the classes of column " + column + ": it holds no values");
        }
        double label = largest.getDouble(0);
        if (!(label >= 0 && label < MOST && label == Math.rint(label))) {
            throw new DataException("Invalid label: " + label + " (must be a class index, 0 to one below the number of "
                    + "classes, in column " + column + "; StringIndexer makes such a column)");
        }
        return Math.max(FEWEST, (int) label + 1);
    }
}
