package io.kindling.driver.memory;

import io.kindling.driver.data.source.Idx;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/**
 * Generates any number of images of 28 x 28 bytes: distorted copies of MNIST with {@code -Dmnist=FOLDER}, otherwise of
 * the enlarged digits in the repository. Each copy is shifted by up to two pixels, has up to 20 % more or less
 * brightness, and its own noise. Deterministic: the seed of an image is its number.
 */
final class DistortedImages {
    /** Bytes per image. */
    static final int PIXELS = 28 * 28;

    private static final Path DIGITS =
            Path.of("../conf/data/digits.csv.gz").toAbsolutePath().normalize();
    private static final int SIDE = 28;
    private static final int SMALL_SIDE = 8;
    private static final int ENLARGED = 3;
    private static final int MARGIN = (SIDE - ENLARGED * SMALL_SIDE) / 2;
    private static final int MAX_SHIFT = 2;
    private static final int NOISE = 33;
    private static final int FILES = 32;
    /** Small, because a reader holds a whole row group in memory. */
    private static final int ROW_GROUP_BYTES = 4 << 20;

    private DistortedImages() {}

    /**
     * Writes images as Parquet with the columns {@code image} and {@code label}. Writes at least {@code atLeast}
     * images, in whole copies of the originals, and returns their number.
     */
    static long write(SparkSession spark, String folder, long atLeast) {
        JavaRDD<Row> originals = originals(spark).cache();
        long count = originals.count();
        long copies = (atLeast + count - 1) / count;
        JavaRDD<Row> rows = originals.zipWithIndex().repartition(FILES).flatMap(numbered -> copies(numbered, copies));
        StructType schema = new StructType().add("image", DataTypes.BinaryType).add("label", DataTypes.IntegerType);
        spark.createDataFrame(rows, schema)
                .write()
                .option("parquet.block.size", ROW_GROUP_BYTES)
                .parquet(folder);
        return count * copies;
    }

    private static JavaRDD<Row> originals(SparkSession spark) {
        String mnist = System.getProperty("mnist", "");
        if (!mnist.isEmpty()) {
            return new Idx(mnist + "/train-images-idx3-ubyte.gz", mnist + "/train-labels-idx1-ubyte.gz")
                    .rows(spark)
                    .javaRDD();
        }
        return spark.read().textFile(DIGITS.toString()).javaRDD().map(DistortedImages::enlarged);
    }

    /** Converts a line of 64 pixels, 0 to 16, and a label. */
    private static Row enlarged(String line) {
        String[] values = line.split(",", -1);
        byte[] image = new byte[PIXELS];
        for (int row = 0; row < ENLARGED * SMALL_SIDE; row++) {
            for (int column = 0; column < ENLARGED * SMALL_SIDE; column++) {
                double pixel = Double.parseDouble(values[row / ENLARGED * SMALL_SIDE + column / ENLARGED]);
                image[(row + MARGIN) * SIDE + column + MARGIN] = (byte) (pixel * 255 / 16);
            }
        }
        return RowFactory.create(image, (int) Double.parseDouble(values[SMALL_SIDE * SMALL_SIDE]));
    }

    private static Iterator<Row> copies(Tuple2<Row, Long> numbered, long copies) {
        byte[] image = (byte[]) numbered._1().get(0);
        int label = numbered._1().getInt(1);
        return LongStream.range(0, copies)
                .mapToObj(copy -> RowFactory.create(distorted(image, numbered._2() * copies + copy), label))
                .iterator();
    }

    private static byte[] distorted(byte[] image, long number) {
        RandomStream random = RandomStream.of(number, Purpose.SYNTHETIC);
        int down = random.below(PIXELS, 2 * MAX_SHIFT + 1) - MAX_SHIFT;
        int right = random.below(PIXELS + 1, 2 * MAX_SHIFT + 1) - MAX_SHIFT;
        int percent = 80 + random.below(PIXELS + 2, 41);
        byte[] distorted = new byte[PIXELS];
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                int place = row * SIDE + column;
                int noisy = pixel(image, row - down, column - right) * percent / 100
                        + random.below(place, NOISE)
                        - NOISE / 2;
                distorted[place] = (byte) Math.max(0, Math.min(255, noisy));
            }
        }
        return distorted;
    }

    /** Returns a pixel; 0 outside the image. */
    private static int pixel(byte[] image, int row, int column) {
        boolean inside = row >= 0 && row < SIDE && column >= 0 && column < SIDE;
        return inside ? image[row * SIDE + column] & 0xFF : 0;
    }
}
