package io.kindling.driver.data.source;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.layout.Dimensions;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * LIBSVM text: {@code label index:value index:value ...} with ascending indices from 1. A comment begins with {@code #}. Columns {@code label} and {@code features}.
 *
 * @param path a file, a folder or a pattern
 * @param numFeatures width of the features; 0 reads the files once more for the largest index
 */
public record LibSvm(String path, int numFeatures) implements DataSource {
    private static final String LABEL = "label";
    private static final String FEATURES = "features";

    /** 16 MiB an example, which is dense in training. */
    private static final int WIDEST = 1 << 22;

    private static final int LONGEST_SHOWN = 120;

    public LibSvm {
        Files.requirePath("data.source.path", path);
        Dimensions.atLeast(0, "data.source.numFeatures", numFeatures);
        if (numFeatures > WIDEST) {
            throw new ConfigurationException(
                    "Invalid data.source.numFeatures: " + numFeatures + " (must be at most " + WIDEST + ")");
        }
    }

    public LibSvm(String path) {
        this(path, 0);
    }

    @Override
    public SourceTable open(SparkSession spark) {
        int width = numFeatures > 0 ? numFeatures : largestIndex(spark);
        return SourceTable.of(spark, TextLine.parse(spark, path, lines -> new LibSvmRows(lines, width)), schema(width));
    }

    private int largestIndex(SparkSession spark) {
        JavaRDD<String> lines =
                spark.read().text(InputPaths.present(path, spark)).javaRDD().map(line -> line.getString(0));
        int largest = lines.map(LibSvmLine::largestIndex).fold(0, Math::max);
        if (largest == 0) {
            lines.take(1).forEach(first -> TextLine.withoutMark(first, path));
            throw new DataException("Cannot read data: " + path + "; it holds no line label index:value ...");
        }
        if (largest > WIDEST) {
            String line =
                    lines.filter(text -> LibSvmLine.largestIndex(text) > WIDEST).first();
            throw new DataException("Cannot read data: " + path + "; its largest index is " + largest
                    + ", and an example would take as many floats (at most " + WIDEST
                    + " are possible): check the indices, or number the features anew; the first such line: "
                    + line.substring(0, Math.min(line.length(), LONGEST_SHOWN)));
        }
        return largest;
    }

    private static StructType schema(int width) {
        Metadata widthOfVector =
                new MetadataBuilder().putLong("numFeatures", width).build();
        return new StructType(new StructField[] {
            new StructField(LABEL, DataTypes.DoubleType, true, Metadata.empty()),
            new StructField(FEATURES, SQLDataTypes.VectorType(), true, widthOfVector),
            new StructField(CORRUPT_RECORD, DataTypes.StringType, true, Metadata.empty()),
            new StructField(CORRUPT_REASON, DataTypes.StringType, true, Metadata.empty()),
            new StructField(Origin.FILE, DataTypes.StringType, true, Metadata.empty()),
            new StructField(Origin.OFFSET, DataTypes.LongType, true, Metadata.empty()),
            new StructField(Origin.LINE, DataTypes.LongType, true, Metadata.empty())
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
