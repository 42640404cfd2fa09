package io.kindling.driver.data.source;

import io.kindling.trainer.error.DataException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A pair of IDX files, the format of MNIST: unsigned bytes, images of any shape and one label each; also gzipped. The table has two columns, the flat image with values 0 to 255 and
 * the label. Unpacked files are read by several tasks, packed ones by one.
 *
 * @param images file of images
 * @param labels file of labels
 * @param where a Spark SQL condition on the columns; leaves out rows for which it is not true; null keeps all rows
 */
public record Idx(String images, String labels, String where) implements DataSource {
    private static final long BYTES_PER_TASK = 16L << 20;

    public Idx {
        Files.requirePath("data.source.images", images);
        Files.requirePath("data.source.labels", labels);
        Where.require(where);
    }

    public Idx(String images, String labels) {
        this(images, labels, null);
    }

    @Override
    public SourceTable unfiltered(SparkSession spark) {
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        Files.requireExisting(images, hadoop);
        Files.requireExisting(labels, hadoop);
        IdxFile imageFile = IdxFile.open(images, hadoop);
        IdxFile labelFile = IdxFile.open(labels, hadoop);
        if (imageFile.items() != labelFile.items() || labelFile.itemBytes() != 1) {
            throw new DataException("Cannot read data: " + images + " holds " + imageFile.items() + " images, " + labels
                    + " " + labelFile.items() + " items of " + labelFile.itemBytes()
                    + " bytes; there must be one label byte an image");
        }
        SerializableConfiguration configuration = new SerializableConfiguration(hadoop);
        JavaSparkContext context = new JavaSparkContext(spark.sparkContext());
        List<Integer> starts = starts(imageFile, hadoop);
        int step = starts.size() > 1 ? starts.get(1) : imageFile.items();
        JavaRDD<Row> rows = context.parallelize(starts, Math.max(1, starts.size()))
                .flatMap(start -> IdxRows.open(
                        imageFile,
                        labelFile,
                        start,
                        (int) Math.min((long) start + step, imageFile.items()),
                        configuration.value()));
        return SourceTable.of(spark, rows, schema(imageFile.itemBytes()));
    }

    private List<Integer> starts(IdxFile imageFile, Configuration hadoop) {
        boolean packed = Files.isCompressed(images, hadoop) || Files.isCompressed(labels, hadoop);
        int step = packed ? imageFile.items() : (int) Math.max(1, BYTES_PER_TASK / imageFile.itemBytes());
        return starts(imageFile.items(), step);
    }

    /** First items of the ranges that the tasks read. */
    static List<Integer> starts(int items, int step) {
        List<Integer> starts = new ArrayList<>();
        for (long start = 0; start < items; start += step) {
            starts.add((int) start);
        }
        return starts;
    }

    private static StructType schema(int itemBytes) {
        Metadata width = new MetadataBuilder().putLong("numFeatures", itemBytes).build();
        return new StructType(new StructField[] {
            new StructField("image", DataTypes.BinaryType, false, width),
            new StructField("label", DataTypes.IntegerType, false, Metadata.empty()),
            new StructField(RowOrigin.FILE, DataTypes.StringType, false, Metadata.empty()),
            new StructField(RowOrigin.OFFSET, DataTypes.LongType, false, Metadata.empty())
        });
    }

    @Override
    public List<String> label() {
        return List.of("label");
    }

    @Override
    public String place() {
        return images;
    }

    @Override
    public List<String> paths() {
        return List.of(images, labels);
    }
}
