package io.kindling.driver.data.source;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.trim;

import io.kindling.driver.data.sql.NameCase;
import io.kindling.trainer.error.DataException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/** The text files of a path, with the columns of their partition folders. */
final class TextFiles {
    /** Column of the text. A partition folder may have Spark's default name, {@code value}. */
    private static final String TEXT = "_kindling_text";

    private static final String PATH = "path";
    private static final List<String> BINARY_FILE_COLUMNS = List.of(PATH, "modificationTime", "length", "content");

    /** Number of columns of the Dataset before the partition columns: the line or the path, and its origin. */
    private static final int LEADING_COLUMNS = 3;

    private final SparkSession spark;
    private final Dataset<Row> rows;

    /** Dialect of lines that end at line breaks outside quotes; null if they end at each line break. */
    private final CsvDialect dialect;

    private TextFiles(SparkSession spark, Dataset<Row> rows, CsvDialect dialect) {
        this.spark = spark;
        this.rows = rows;
        this.dialect = dialect;
    }

    /** Returns files whose lines end at each line break. Several tasks read a file unless it is compressed. */
    static TextFiles lines(SparkSession spark, String path) {
        StructType text = new StructType().add(TEXT, DataTypes.StringType);
        Dataset<Row> files = InputFiles.readWithOrigin(
                spark, path, () -> spark.read().schema(text).format("text"));
        return new TextFiles(spark, ordered(files, TEXT, col(TEXT).cast("binary"), List.of(TEXT)), null);
    }

    /**
     * Returns files whose lines end at line breaks outside quotes. One task reads each file.
     *
     * @throws DataException if a partition column has the name of a column of Spark's binary file source
     */
    static TextFiles records(SparkSession spark, String path, CsvDialect dialect) {
        NameCase nameCase = NameCase.of(spark);
        for (StructField partition : lines(spark, path).partitions()) {
            if (nameCase.indexOf(BINARY_FILE_COLUMNS, partition.name()) >= 0) {
                throw new DataException(
                        "Cannot read data: " + path + "; with multiLine: true a partition folder cannot be named "
                                + partition.name() + ", rename it");
            }
        }
        Dataset<Row> files =
                InputFiles.readWithOrigin(spark, path, () -> spark.read().format("binaryFile"));
        return new TextFiles(spark, ordered(files, PATH, col(PATH), BINARY_FILE_COLUMNS), dialect);
    }

    private static Dataset<Row> ordered(Dataset<Row> files, String name, Column first, List<String> fileColumns) {
        List<Column> columns = new ArrayList<>(List.of(first.as(name), col(RowOrigin.FILE), col(RowOrigin.OFFSET)));
        for (String column : files.columns()) {
            if (!fileColumns.contains(column) && !column.equals(RowOrigin.FILE) && !column.equals(RowOrigin.OFFSET)) {
                columns.add(col("`" + column.replace("`", "``") + "`"));
            }
        }
        return files.select(columns.toArray(new Column[0]));
    }

    /** Returns the partition columns, in the order of {@link TextLine#partitions}. */
    List<StructField> partitions() {
        StructField[] fields = rows.schema().fields();
        return List.of(Arrays.copyOfRange(fields, LEADING_COLUMNS, fields.length));
    }

    /** Runs {@code parser} over the lines of each task. The lines of a split are in file order. */
    <T> JavaRDD<T> parse(Parser<T> parser) {
        JavaRDD<Row> splits = rows.javaRDD();
        if (dialect == null) {
            return splits.mapPartitions(lines -> parser.parse(new Lines(lines)));
        }
        CsvDialect recordDialect = dialect;
        SerializableConfiguration hadoop =
                new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
        return splits.mapPartitions(files -> parser.parse(new Records(files, recordDialect, hadoop)));
    }

    /** Returns the first line that is not blank; empty if all lines are blank. */
    List<String> first() {
        if (dialect == null) {
            Dataset<Row> lines = rows.select(col(TEXT).cast("string"));
            return lines.filter(length(trim(col(TEXT))).gt(0))
                    .as(Encoders.STRING())
                    .takeAsList(1);
        }
        return parse(TextFiles::nonBlank).take(1);
    }

    /**
     * Returns the columns of the files, then the partition columns. If a column has the same name as a partition
     * column, it has the value of the partition folder, as in Spark.
     */
    StructType withPartitions(StructType fileColumns) {
        StructType schema = fileColumns;
        NameCase nameCase = NameCase.of(spark);
        for (StructField partition : partitions()) {
            int at = nameCase.indexOf(List.of(schema.fieldNames()), partition.name());
            if (at < 0) {
                schema = schema.add(partition);
            } else {
                StructField[] fields = schema.fields().clone();
                fields[at] = DataTypes.createStructField(partition.name(), partition.dataType(), true);
                schema = new StructType(fields);
            }
        }
        return schema;
    }

    /** Returns the columns of a table, then the text of an unreadable row, the reason and the origin. */
    static StructType withOrigin(StructType columns) {
        return columns.add(DataSource.CORRUPT_RECORD, DataTypes.StringType)
                .add(DataSource.CORRUPT_REASON, DataTypes.StringType)
                .add(RowOrigin.FILE, DataTypes.StringType)
                .add(RowOrigin.OFFSET, DataTypes.LongType)
                .add(RowOrigin.LINE, DataTypes.LongType);
    }

    /** Returns the indices of the partition columns in a schema. */
    List<Integer> partitionColumns(StructType schema) {
        return partitions().stream()
                .map(partition -> schema.fieldIndex(partition.name()))
                .toList();
    }

    /** Parses lines into values. */
    interface Parser<T> extends Serializable {
        Iterator<T> parse(Iterator<TextLine> lines);
    }

    /** Numbers the lines of each split of a file. */
    private static final class Lines implements Iterator<TextLine> {
        private final Iterator<Row> rows;
        private TextLine last = TextLine.NONE;

        Lines(Iterator<Row> rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public TextLine next() {
            Row row = rows.next();
            String file = row.getString(1);
            long offset = row.getLong(2);
            boolean sameSplit = offset == last.offset() && file.equals(last.file());
            last = TextLine.of(
                    (byte[]) row.get(0),
                    sameSplit ? last.file() : file,
                    offset,
                    sameSplit ? last.number() + 1 : 1,
                    partitions(row));
            return last;
        }
    }

    /** Reads the lines of whole files, one file after another. */
    private static final class Records implements Iterator<TextLine> {
        private final Iterator<Row> files;
        private final CsvDialect dialect;
        private final SerializableConfiguration hadoop;
        private CsvRecords open;

        Records(Iterator<Row> files, CsvDialect dialect, SerializableConfiguration hadoop) {
            this.files = files;
            this.dialect = dialect;
            this.hadoop = hadoop;
        }

        @Override
        public boolean hasNext() {
            while ((open == null || !open.hasNext()) && files.hasNext()) {
                Row file = files.next();
                open = CsvRecords.open(file.getString(0), file.getString(1), dialect, partitions(file), hadoop.value());
            }
            return open != null && open.hasNext();
        }

        @Override
        public TextLine next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return open.next();
        }
    }

    /** Returns the nonBlank of the lines that are not blank. */
    static Iterator<String> nonBlank(Iterator<TextLine> lines) {
        Iterable<TextLine> all = () -> lines;
        return StreamSupport.stream(all.spliterator(), false)
                .map(TextLine::text)
                .filter(text -> !text.isBlank())
                .iterator();
    }

    private static Object[] partitions(Row row) {
        Object[] values = new Object[row.length() - LEADING_COLUMNS];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.get(LEADING_COLUMNS + i);
        }
        return values;
    }
}
