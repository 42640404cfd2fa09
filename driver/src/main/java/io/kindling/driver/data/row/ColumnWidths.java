package io.kindling.driver.data.row;

import static org.apache.spark.sql.functions.col;

import io.kindling.driver.data.source.SourceTable;
import io.kindling.trainer.error.DataException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/**
 * How many numbers the columns of a table hold: 1, or for arrays, vectors and bytes, in this order, what is left of a known sum for a single such column, what the metadata says, or the length that most
 * rows have. The last takes a job over all rows, so that the order of the rows does not count.
 */
final class ColumnWidths {
    /** Stands for a width or a sum that is not known. */
    static final int UNKNOWN = 0;

    private static final String COLUMN = "column";
    private static final String LENGTH = "length";
    private static final int SHOWN = 8;

    private final SourceTable table;
    private final String place;

    ColumnWidths(SourceTable table, String place) {
        this.table = table;
        this.place = place;
    }

    static boolean isVector(DataType type) {
        return type.getClass().getSimpleName().equals("VectorUDT");
    }

    /**
     * Widths of columns; runs a job if neither the sum nor the metadata tells them.
     *
     * @param positions of the columns
     * @param sum of their widths, or {@link #UNKNOWN}
     * @throws DataException if a column cannot be read as numbers, holds none, or has two lengths equally often
     */
    int[] of(List<Integer> positions, int sum) {
        int[] widths = told(positions, sum);
        List<Integer> untold = IntStream.range(0, widths.length)
                .filter(i -> widths[i] == UNKNOWN)
                .boxed()
                .toList();
        if (!untold.isEmpty()) {
            List<Map<Integer, Long>> lengths =
                    lengths(untold.stream().map(positions::get).toList());
            for (int i = 0; i < untold.size(); i++) {
                int at = untold.get(i);
                widths[at] = mostFrequent(field(positions.get(at)), lengths.get(i));
            }
        }
        return widths;
    }

    /** Widths of columns as far as they are known without a job; {@link #UNKNOWN} for the others. */
    int[] told(List<Integer> positions, int sum) {
        int[] widths = positions.stream().mapToInt(this::ofSchema).toArray();
        long untold = IntStream.of(widths).filter(width -> width == UNKNOWN).count();
        int left = sum - IntStream.of(widths).sum();
        if (untold == 1 && left > 0) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = widths[i] == UNKNOWN ? left : widths[i];
            }
        }
        return widths;
    }

    private StructField field(int position) {
        return table.schema().fields()[position];
    }

    private int ofSchema(int position) {
        StructField field = field(position);
        DataType type = field.dataType();
        if (type instanceof NumericType || type instanceof StringType || type instanceof BooleanType) {
            return 1;
        }
        boolean list = type instanceof BinaryType
                || isVector(type)
                || (type instanceof ArrayType array && array.elementType() instanceof NumericType);
        if (!list) {
            throw new DataException("Cannot read column " + field.name() + " of " + place + ": " + type.simpleString()
                    + "; it is not numeric: "
                    + (isTime(type) ? "give it the rule dateParts in data.columns, or " : "")
                    + "list the columns to train on in data.features");
        }
        Metadata metadata = field.metadata();
        if (metadata.contains("numFeatures")) {
            return size(metadata.getLong("numFeatures"));
        }
        boolean attributes =
                metadata.contains("ml_attr") && metadata.getMetadata("ml_attr").contains("num_attrs");
        return attributes ? size(metadata.getMetadata("ml_attr").getLong("num_attrs")) : UNKNOWN;
    }

    private static boolean isTime(DataType type) {
        return type instanceof DateType || type instanceof TimestampType || type instanceof TimestampNTZType;
    }

    /** A size of zero tells nothing. */
    private static int size(long told) {
        return told < 1 ? UNKNOWN : Math.toIntExact(told);
    }

    /** For each column how many rows have which length; a value that is missing or empty has none. */
    private List<Map<Integer, Long>> lengths(List<Integer> positions) {
        Dataset<Row> all = table.dataset();
        // By position: several columns may have a name.
        String[] names =
                IntStream.range(0, all.columns().length).mapToObj(i -> "c" + i).toArray(String[]::new);
        Column[] columns =
                positions.stream().map(at -> col(names[table.origin(at)])).toArray(Column[]::new);
        StructType schema =
                new StructType().add(COLUMN, DataTypes.IntegerType, false).add(LENGTH, DataTypes.IntegerType, false);
        List<Row> counts = all.sparkSession()
                .createDataFrame(
                        all.toDF(names)
                                .select(columns)
                                .javaRDD()
                                .flatMap(row -> lengths(row).iterator()),
                        schema)
                .groupBy(COLUMN, LENGTH)
                .count()
                .collectAsList();
        List<Map<Integer, Long>> lengths = Stream.<Map<Integer, Long>>generate(TreeMap::new)
                .limit(positions.size())
                .toList();
        counts.forEach(row -> lengths.get(row.getInt(0)).put(row.getInt(1), row.getLong(2)));
        return lengths;
    }

    private static List<Row> lengths(Row row) {
        List<Row> lengths = new ArrayList<>();
        for (int i = 0; i < row.length(); i++) {
            int length = row.isNullAt(i) ? 0 : length(row, i);
            if (length > 0) {
                lengths.add(RowFactory.create(i, length));
            }
        }
        return lengths;
    }

    private static int length(Row row, int column) {
        if (row.get(column) instanceof byte[] bytes) {
            return bytes.length;
        }
        return isVector(row.schema().fields()[column].dataType())
                ? VectorCells.size(row.get(column))
                : row.getList(column).size();
    }

    private int mostFrequent(StructField field, Map<Integer, Long> lengths) {
        if (lengths.isEmpty()) {
            throw new DataException("Cannot read column " + field.name() + " of " + place + "; it holds no values");
        }
        long most = lengths.values().stream().max(Long::compare).orElseThrow();
        List<Integer> frequent = lengths.entrySet().stream()
                .filter(entry -> entry.getValue() == most)
                .map(Map.Entry::getKey)
                .toList();
        if (frequent.size() > 1) {
            throw new DataException("Cannot tell the width of column " + field.name() + " of " + place + ": "
                    + listed(lengths) + "; no length is the most frequent: give the width in network.input or as"
                    + " numFeatures in the column's metadata, or mend the rows");
        }
        return frequent.get(0);
    }

    /** {@code 4 rows of 2 values, 4 rows of 3 values}, the most frequent first. */
    private static String listed(Map<Integer, Long> lengths) {
        String shown = lengths.entrySet().stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(SHOWN)
                .map(entry -> entry.getValue() + " rows of " + entry.getKey() + " values")
                .collect(Collectors.joining(", "));
        return lengths.size() <= SHOWN ? shown : shown + ", ... (" + lengths.size() + " lengths)";
    }
}
