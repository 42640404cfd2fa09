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
 * LIBSVM text: {@code label index:value index:value ...} with ascending indices from 1. A comment begins with {@code #}. Columns {@code label} and {@code features}, then those of
 * partition folders.
 *
 * @param path a file, a folder or a pattern; several as <code>{a.svm,b.svm}</code>
 * @param numFeatures width of the features; 0 reads the training files once more for the largest index, and takes that of the model for any others
 * @param zeroBased whether indices count from 0
 * @param where a Spark SQL condition on the columns; leaves out rows for which it is not true; null keeps all rows
 */
public record LibSvm(String path, int numFeatures, boolean zeroBased, String where) implements DataSource {
    private static final String LABEL = "label";
    private static final String FEATURES = "features";

    /** 16 MiB an example, which is dense in training. */
    private static final int WIDEST = 1 << 22;

    private static final int LONGEST_SHOWN = 120;

    public LibSvm {
        Files.requirePath("data.source.path", path);
        Where.require(where);
        Dimensions.atLeast(0, "data.source.numFeatures", numFeatures);
        if (numFeatures > WIDEST) {
            throw new ConfigurationException(
                    "Invalid data.source.numFeatures: " + numFeatures + " (must be at most " + WIDEST + ")");
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
        LibSvmRows.Layout layout = new LibSvmRows.Layout(first, width, files.places(columns), columns.length());
        return SourceTable.of(
                spark, files.parse(lines -> new LibSvmRows(lines, layout)), TextFiles.withPlaces(columns));
    }

    private int width(TextFiles files, int first) {
        int largest = files.parse(lines -> LibSvmRows.filled(lines)
                        .map(line -> LibSvmLine.width(line, first))
                        .iterator())
                .fold(0, Math::max);
        if (largest == 0) {
            List<String> why = files.parse(lines -> LibSvmRows.filled(lines)
                            .map(line -> LibSvmLine.problem(line, first))
                            .iterator())
                    .take(1);
            throw new DataException("Cannot read data: " + path + "; it holds no line label index:value ..."
                    + (why.isEmpty() ? "" : ": in the first line " + why.get(0)));
        }
        if (largest > WIDEST) {
            String line = files.parse(lines -> LibSvmRows.filled(lines)
                            .filter(text -> LibSvmLine.width(text, first) > WIDEST)
                            .map(TextLine::text)
                            .iterator())
                    .first();
            throw new DataException("Cannot read data: " + path + "; its largest index is " + (largest - 1 + first)
                    + ", and an example would take as many floats (at most " + WIDEST
                    + " are possible): check the indices, or number the features anew; the first such line: "
                    + line.substring(0, Math.min(line.length(), LONGEST_SHOWN)));
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
