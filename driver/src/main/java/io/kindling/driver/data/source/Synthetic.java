package io.kindling.driver.data.source;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Dimensions;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Generated examples for benchmarks; needs no files. The features are uniformly distributed bytes from 0 to 255. The
 * label is the index of the largest of the first {@code classes} features, so a network can learn it. The rows are
 * always the same.
 *
 * @param examples number of examples
 * @param features number of features per example
 * @param classes number of classes; at most {@code features}
 * @param where a Spark SQL condition on the columns; leaves out rows for which it is not true; null keeps all rows
 */
public record Synthetic(long examples, int features, int classes, String where) implements DataSource {
    private static final long EXAMPLES_PER_TASK = 1 << 14;

    public Synthetic {
        if (examples < 1) {
            throw new ConfigurationException("Invalid data.source.examples: " + examples + " (must be at least 1)");
        }
        Dimensions.positive("data.source.classes", classes);
        if (features < classes) {
            throw new ConfigurationException(
                    "Invalid data.source.features: " + features + " (must be at least the " + classes + " classes)");
        }
        Where.require(where);
    }

    public Synthetic(long examples, int features, int classes) {
        this(examples, features, classes, null);
    }

    @Override
    public SourceTable unfiltered(SparkSession spark) {
        int tasks = Math.toIntExact((examples + EXAMPLES_PER_TASK - 1) / EXAMPLES_PER_TASK);
        List<Long> starts = LongStream.range(0, tasks)
                .map(task -> task * EXAMPLES_PER_TASK)
                .boxed()
                .toList();
        long end = examples;
        int width = features;
        int first = classes;
        JavaRDD<Row> rows = new JavaSparkContext(spark.sparkContext())
                .parallelize(starts, tasks)
                .flatMap(start -> LongStream.range(start, Math.min(end, start + EXAMPLES_PER_TASK))
                        .mapToObj(example -> row(example, width, first))
                        .iterator());
        return SourceTable.of(spark, rows, schema());
    }

    private static Row row(long example, int features, int classes) {
        RandomStream random = RandomStream.of(example, Purpose.SYNTHETIC);
        byte[] values = new byte[features];
        int largest = 0;
        for (int i = 0; i < features; i++) {
            values[i] = (byte) random.below(i, 256);
            if (i < classes && (values[i] & 0xFF) > (values[largest] & 0xFF)) {
                largest = i;
            }
        }
        return RowFactory.create(values, largest);
    }

    private StructType schema() {
        Metadata width = new MetadataBuilder().putLong("numFeatures", features).build();
        return new StructType(new StructField[] {
            new StructField("features", DataTypes.BinaryType, false, width),
            new StructField("label", DataTypes.IntegerType, false, Metadata.empty()),
        });
    }

    @Override
    public List<String> label() {
        return List.of("label");
    }

    @Override
    public String place() {
        return "synthetic examples";
    }

    @Override
    public List<String> paths() {
        return List.of();
    }
}
