package io.kindling.driver.data.row;

import static org.apache.spark.sql.functions.col;

import io.kindling.driver.data.source.SourceTable;
import io.kindling.trainer.error.DataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
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
 * rows have. Nested arrays have the extents of the network's input where the configuration tells them and the column is the only one, or else those that most rows have. What most rows have takes a job
 * over all rows, so that the order of the rows does not count.
 */
final class ColumnWidths {
    /** Stands for a width or a sum that is not known. */
    static final int UNKNOWN = 0;

    private static final String COLUMN = "column";
    private static final String EXTENTS = "extents";
    private static final int SHOWN = 8;

    /** All keys of one column have as many extents. */
    private static final Comparator<List<Integer>> SMALLEST_FIRST =
            (a, b) -> Arrays.compare(a.toArray(Integer[]::new), b.toArray(Integer[]::new));

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
     * Numbers of each column; runs a job if neither the sum nor the metadata tells them.
     *
     * @param positions of the columns
     * @param sum of their widths, or {@link #UNKNOWN}
     * @throws DataException if a column cannot be read as numbers, holds none, or has two lengths equally often
     */
    List<Integer> widths(List<Integer> positions, int sum) {
        int[] widths = told(positions, sum);
        return IntStream.of(widths).allMatch(width -> width != UNKNOWN)
                ? IntStream.of(widths).boxed().toList()
                : of(positions, sum, List.of()).stream().map(CellShape::width).toList();
    }

    /**
     * Shapes of the cells of columns that must not be nested arrays.
     *
     * @throws DataException also for nested arrays
     */
    List<CellShape> ofFlat(List<Integer> positions, int sum) {
        for (int position : positions) {
            StructField field = field(position);
            if (NestedCells.areOf(field.dataType())) {
                throw new DataException("Cannot use column " + field.name() + " of " + place + " as label or weight: "
                        + field.dataType().simpleString() + "; it must hold numbers or arrays of numbers, flatten it");
            }
        }
        return of(positions, sum, List.of());
    }

    /**
     * Shapes of the cells of columns; runs a job if neither the sum, the input of the network nor the metadata tells them.
     *
     * @param positions of the columns
     * @param sum of their widths, or {@link #UNKNOWN}
     * @param input extents of the network's input; empty where it takes any that have as many numbers
     * @throws DataException if a column cannot be read as numbers, holds none, has two shapes equally often, or has fewer extents than the input
     */
    List<CellShape> of(List<Integer> positions, int sum, List<Integer> input) {
        int[] widths = told(positions, sum);
        CellShape[] shapes = new CellShape[widths.length];
        List<Integer> untold = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            StructField field = field(positions.get(i));
            int depth = NestedCells.depth(field.dataType());
            if (depth > 1 && widths.length == 1 && !input.isEmpty()) {
                shapes[i] = CellShape.filling(input, depth)
                        .orElseThrow(() -> new DataException("Cannot feed column " + field.name() + " of " + place
                                + " to the network: " + field.dataType().simpleString() + " has " + depth
                                + " dimensions; network.input is " + input));
            } else if (depth <= 1 && widths[i] != UNKNOWN) {
                shapes[i] = CellShape.flat(widths[i]);
            } else {
                untold.add(i);
            }
        }
        if (!untold.isEmpty()) {
            List<Map<List<Integer>, Long>> found =
                    extents(untold.stream().map(positions::get).toList());
            for (int i = 0; i < untold.size(); i++) {
                int at = untold.get(i);
                shapes[at] = mostFrequent(field(positions.get(at)), found.get(i));
            }
        }
        return List.of(shapes);
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
        int depth = NestedCells.depth(type);
        if (depth > 1) {
            return UNKNOWN;
        }
        if (!(type instanceof BinaryType || isVector(type) || depth == 1)) {
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

    /** For each column how many rows have which extents; a value that is missing, empty or ragged has none. */
    private List<Map<List<Integer>, Long>> extents(List<Integer> positions) {
        Dataset<Row> all = table.dataset();
        // By position: several columns may have a name.
        String[] names =
                IntStream.range(0, all.columns().length).mapToObj(i -> "c" + i).toArray(String[]::new);
        Column[] columns =
                positions.stream().map(at -> col(names[table.origin(at)])).toArray(Column[]::new);
        StructType schema = new StructType()
                .add(COLUMN, DataTypes.IntegerType, false)
                .add(EXTENTS, DataTypes.createArrayType(DataTypes.IntegerType, false), false);
        List<Row> counts = all.sparkSession()
                .createDataFrame(
                        all.toDF(names)
                                .select(columns)
                                .javaRDD()
                                .flatMap(row -> extents(row).iterator()),
                        schema)
                .groupBy(COLUMN, EXTENTS)
                .count()
                .collectAsList();
        List<Map<List<Integer>, Long>> extents = Stream.<Map<List<Integer>, Long>>generate(
                        () -> new TreeMap<>(SMALLEST_FIRST))
                .limit(positions.size())
                .toList();
        counts.forEach(row -> extents.get(row.getInt(0)).put(List.copyOf(row.getList(1)), row.getLong(2)));
        return extents;
    }

    private static List<Row> extents(Row row) {
        List<Row> extents = new ArrayList<>();
        for (int i = 0; i < row.length(); i++) {
            if (!row.isNullAt(i)) {
                int column = i;
                shape(row, i)
                        .filter(shape -> shape.width() > 0)
                        .ifPresent(shape -> extents.add(RowFactory.create(
                                column,
                                shape.extents().stream()
                                        .mapToInt(Integer::intValue)
                                        .toArray())));
            }
        }
        return extents;
    }

    private static Optional<CellShape> shape(Row row, int column) {
        if (row.get(column) instanceof byte[] bytes) {
            return Optional.of(CellShape.flat(bytes.length));
        }
        DataType type = row.schema().fields()[column].dataType();
        return isVector(type)
                ? Optional.of(CellShape.flat(VectorCells.size(row.get(column))))
                : NestedCells.shape(row.getList(column), NestedCells.depth(type));
    }

    private CellShape mostFrequent(StructField field, Map<List<Integer>, Long> lengths) {
        boolean nested = NestedCells.areOf(field.dataType());
        if (lengths.isEmpty()) {
            throw new DataException("Cannot read column " + field.name() + " of " + place + "; "
                    + (nested ? "no row of it holds arrays of equal lengths" : "it holds no values"));
        }
        long most = lengths.values().stream().max(Long::compare).orElseThrow();
        List<List<Integer>> frequent = lengths.entrySet().stream()
                .filter(entry -> entry.getValue() == most)
                .map(Map.Entry::getKey)
                .toList();
        if (frequent.size() > 1) {
            throw new DataException("Cannot tell the width of column " + field.name() + " of " + place + ": "
                    + listed(lengths) + "; no length is the most frequent: "
                    + (nested
                            ? "give the shape in network.input"
                            : "give the width in network.input or as numFeatures in the column's metadata")
                    + ", or mend the rows");
        }
        return new CellShape(frequent.get(0));
    }

    /** {@code 4 rows of 2 values, 4 rows of 3 values}, the most frequent first. */
    private static String listed(Map<List<Integer>, Long> lengths) {
        String shown = lengths.entrySet().stream()
                .sorted(Map.Entry.<List<Integer>, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey(SMALLEST_FIRST)))
                .limit(SHOWN)
                .map(entry -> entry.getValue() + " rows of " + new CellShape(entry.getKey()))
                .collect(Collectors.joining(", "));
        return lengths.size() <= SHOWN ? shown : shown + ", ... (" + lengths.size() + " lengths)";
    }
}
