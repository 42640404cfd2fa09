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
 * A pair of IDX files, the format of MNIST, optionally compressed with gzip. One file has images of unsigned bytes in
 * any shape, the other has one label per image. The first column of the table has the flattened images, with values
 * from 0 to 255; the second column has the labels. Several tasks read uncompressed files; one task reads compressed
 * files.
 *
 * @param images path of the image file
 * @param labels path of the label file
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
            throw new DataException("Cannot read data: " + images + " holds " + imageFile.items()
                    + " images and " + labels + " holds " + labelFile.items() + " items of "
                    + labelFile.itemBytes() + " bytes; each image must have one label of one byte");
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
        boolean compressed = Files.isCompressed(images, hadoop) || Files.isCompressed(labels, hadoop);
        int step = compressed ? imageFile.items() : (int) Math.max(1, BYTES_PER_TASK / imageFile.itemBytes());
        return starts(imageFile.items(), step);
    }

    /** Returns the index of the first item in each task. */
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
