package io.kindling.driver.data.source;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.layout.Dimensions;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * LIBSVM text: {@code label index:value index:value ...} with ascending indices from 1. A comment begins with
 * {@code #}. The table has the columns {@code label} and {@code features}, then the columns of partition folders.
 *
 * @param path a file, a folder or a pattern; several paths as <code>{a.svm,b.svm}</code>
 * @param numFeatures number of features. With 0, an additional pass over the training files finds the largest index,
 *     and all other files use the number of features of the model
 * @param zeroBased whether indices count from 0
 * @param where a Spark SQL condition on the columns; leaves out rows for which it is not true; null keeps all rows
 */
public record LibSvm(String path, int numFeatures, boolean zeroBased, String where) implements DataSource {
    private static final String LABEL = "label";
    private static final String FEATURES = "features";

    /** Limits a dense example to 16 MiB. */
    private static final int MAX_FEATURES = 1 << 22;

    private static final int MAX_SHOWN = 120;

    public LibSvm {
        Files.requirePath("data.source.path", path);
        Where.require(where);
        Dimensions.atLeast(0, "data.source.numFeatures", numFeatures);
        if (numFeatures > MAX_FEATURES) {
            throw new ConfigurationException(
                    "Invalid data.source.numFeatures: " + numFeatures + " (must be at most " + MAX_FEATURES + ")");
        }
    }

    public LibSvm(String path) {
        this(path, 0);
    }

    public LibSvm(String path, int numFeatures) {
        this(path, numFeatures, false);
    }

    public LibSvm(String path, int numFeatures, boolean zeroBased) {
        this(path, numFeatures, zeroBased, null);
    }

    @Override
    public Optional<String> openColumn() {
        return numFeatures == 0 ? Optional.of(FEATURES) : Optional.empty();
    }

    @Override
    public DataSource ofWidth(int width) {
        return new LibSvm(path, width, zeroBased, where);
    }

    @Override
    public SourceTable unfiltered(SparkSession spark) {
        int first = zeroBased ? 0 : 1;
        TextFiles files = TextFiles.lines(spark, path);
        int width = numFeatures > 0 ? numFeatures : width(files, first);
        StructType columns = files.withPartitions(columns(width));
        LibSvmRows.Layout layout =
                new LibSvmRows.Layout(first, width, files.partitionColumns(columns), columns.length());
        return SourceTable.of(
                spark, files.parse(lines -> new LibSvmRows(lines, layout)), TextFiles.withOrigin(columns));
    }

    private int width(TextFiles files, int first) {
        int largest = files.parse(lines -> LibSvmRows.withoutBlankLines(lines)
                        .map(line -> LibSvmLine.width(line, first))
                        .iterator())
                .fold(0, Math::max);
        if (largest == 0) {
            List<String> why = files.parse(lines -> LibSvmRows.withoutBlankLines(lines)
                            .map(line -> LibSvmLine.problem(line, first))
                            .iterator())
                    .take(1);
            throw new DataException("Cannot read data: " + path + "; it has no line of the form label index:value ..."
                    + (why.isEmpty() ? "" : "; the first line is invalid: " + why.get(0)));
        }
        if (largest > MAX_FEATURES) {
            String line = files.parse(lines -> LibSvmRows.withoutBlankLines(lines)
                            .filter(text -> LibSvmLine.width(text, first) > MAX_FEATURES)
                            .map(TextLine::text)
                            .iterator())
                    .first();
            throw new DataException("Cannot read data: " + path + "; its largest index is " + (largest - 1 + first)
                    + ", so an example would have " + largest + " floats (at most " + MAX_FEATURES
                    + "); check the indices or renumber the features; the first such line: "
                    + line.substring(0, Math.min(line.length(), MAX_SHOWN)));
        }
        return largest;
    }

    private static StructType columns(int width) {
        Metadata widthOfVector =
                new MetadataBuilder().putLong("numFeatures", width).build();
        return new StructType(new StructField[] {
            new StructField(LABEL, DataTypes.DoubleType, true, Metadata.empty()),
            new StructField(FEATURES, SQLDataTypes.VectorType(), true, widthOfVector)
        });
    }

    @Override
    public List<String> label() {
        return List.of(LABEL);
    }

    @Override
    public String place() {
        return path;
    }
}
