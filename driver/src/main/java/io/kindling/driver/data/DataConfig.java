package io.kindling.driver.data;

import io.kindling.driver.data.column.ColumnRule;
import io.kindling.driver.data.order.RowOrder;
import io.kindling.driver.data.scaling.NoScaling;
import io.kindling.driver.data.scaling.Scaling;
import io.kindling.driver.data.source.DataSource;
import io.kindling.driver.data.source.MissingPaths;
import io.kindling.driver.data.weighting.ClassWeights;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Dimensions;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where the examples come from, and how they are read, split, scaled and cut.
 *
 * @param source of the training examples
 * @param label columns of the targets: one class index, or the numbers of a regression; empty takes the source's own label. A number counts columns from 0, a
 *     negative one from the end
 * @param features columns, each a name, a range {@code first..last} or a pattern with {@code *} and {@code ?}, in this order; empty takes all but label and weight in
 *     the order of the table. A range or pattern passes over label and weight; arrays, nested arrays, vectors and bytes are laid flat, and nested arrays must have the shape of network.input
 * @param expressions Spark SQL expressions over the columns of every source, by the name of the column that each makes, such as {@code late: "delay > 15"}. One may name those before it. The columns come after those of the
 *     table; label, features, columns and weight name them like any other. Those of features and label are stored with the model
 * @param columns rules for columns that are not read as numbers as they stand: categories, dates, missing numbers. At most one a column; features are named after what comes out. They are fitted on all rows of
 *     {@code source}, those held out included, but for their labels
 * @param nullValues texts and numbers that stand for a missing value in any column of any source, such as {@code NA}, {@code ?} or -999: the rules treat such a cell as they
 *     treat one that holds nothing. Texts are compared without blanks around them, numbers as numbers. They are stored with the model; evaluation and prediction add theirs
 * @param weight column of example weights, at least 0; null weighs every example 1
 * @param validationFraction of the examples held out for validation, chosen by their content; 0 holds out none
 * @param validation source of the validation examples, instead of a fraction; null for none
 * @param test source of the test examples; null for none
 * @param scaling of the features, fitted on the training examples
 * @param order of the examples before they are shuffled each epoch
 * @param badRows what to do with rows that cannot be trained on
 * @param classWeights factors on the weights of the training examples of each class
 * @param oversampling repeats the training examples of rare classes until each class has this share of the largest: 0 repeats none, 1 makes all classes equally
 *     frequent
 * @param prepared folder with this data as {@code kindling prepare} wrote it, read instead of the sources; null to read those
 * @param missingPaths when a path is written with alternatives, {@code dt={2026-11-20,2026-11-21}}, and not all are there: an error, or the others alone
 * @param chunkMegabytes floats that are in work at a time, in units of 2^20 bytes; examples are shuffled inside a chunk, and chunks among each other
 */
public record DataConfig(
        DataSource source,
        List<String> label,
        List<String> features,
        Map<String, String> expressions,
        List<ColumnRule> columns,
        List<String> nullValues,
        String weight,
        double validationFraction,
        DataSource validation,
        DataSource test,
        Scaling scaling,
        RowOrder order,
        BadRows badRows,
        ClassWeights classWeights,
        double oversampling,
        String prepared,
        MissingPaths missingPaths,
        int chunkMegabytes)
        implements Serializable {
    private static final int MAX_CHUNK_MEGABYTES = 4096;

    public DataConfig {
        if (source == null) {
            throw new ConfigurationException("Invalid data.source: null (must say where the examples are)");
        }
        label = List.copyOf(label);
        features = List.copyOf(features);
        expressions = new DerivedColumns(expressions).expressions();
        columns = List.copyOf(columns);
        nullValues = List.copyOf(nullValues);
        Objects.requireNonNull(scaling, "scaling");
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(badRows, "badRows");
        Objects.requireNonNull(classWeights, "classWeights");
        Objects.requireNonNull(missingPaths, "missingPaths");
        if (!(oversampling >= 0 && oversampling <= 1)) {
            throw new ConfigurationException("Invalid data.oversampling: " + oversampling + " (must be in [0, 1])");
        }
        if (!(validationFraction >= 0 && validationFraction < 1)) {
            throw new ConfigurationException(
                    "Invalid data.validationFraction: " + validationFraction + " (must be at least 0 and below 1)");
        }
        if (validationFraction > 0 && validation != null) {
            throw new ConfigurationException("Invalid data.validationFraction: " + validationFraction
                    + " (must be 0 where data.validation names a source of its own)");
        }
        Dimensions.positive("data.chunkMegabytes", chunkMegabytes);
        if (chunkMegabytes > MAX_CHUNK_MEGABYTES) {
            throw new ConfigurationException("Invalid data.chunkMegabytes: " + chunkMegabytes + " (must be at most "
                    + MAX_CHUNK_MEGABYTES + ")");
        }
    }

    public DataConfig(DataSource source) {
        this(source, List.of(), List.of(), null);
    }

    public DataConfig(DataSource source, List<String> label, List<String> features, String weight) {
        this(
                source,
                label,
                features,
                Map.of(),
                List.of(),
                List.of(),
                weight,
                0,
                null,
                null,
                new NoScaling(),
                RowOrder.CONTENT,
                new Fail(),
                new io.kindling.driver.data.weighting.NoWeights(),
                0,
                null,
                MissingPaths.FAIL,
                32);
    }

    /** The same, for other rows. */
    public DataConfig withSource(DataSource other) {
        return new DataConfig(
                other,
                label,
                features,
                expressions,
                columns,
                nullValues,
                weight,
                validationFraction,
                validation,
                test,
                scaling,
                order,
                badRows,
                classWeights,
                oversampling,
                null,
                missingPaths,
                chunkMegabytes);
    }

    /** The columns that the expressions make. */
    public DerivedColumns derived() {
        return new DerivedColumns(expressions);
    }

    /** Rows that a chunk should hold, for examples of that many floats. */
    public int chunkRows(int valuesPerExample) {
        long rows = ((long) chunkMegabytes << 20) / ((long) Float.BYTES * valuesPerExample);
        return (int) Math.max(1, Math.min(rows, Integer.MAX_VALUE / 2));
    }
}
