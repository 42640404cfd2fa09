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
 * Determines how many numbers each column holds. A scalar column holds one. For arrays, vectors and bytes, the width
 * is, in this order: the rest of a known sum if there is one such column, the size in the metadata, or the most
 * frequent length. Nested arrays have the extents of the network input if the configuration defines them and the column
 * is the only one, otherwise the most frequent extents. The most frequent values are counted in a job over all rows, so
 * they do not depend on the order of the rows.
 */
final class ColumnWidths {
    /** An unknown width or sum. */
    static final int UNKNOWN = 0;

    private static final String COLUMN = "column";
    private static final String EXTENTS = "extents";
    private static final int SHOWN = 8;

    /** All keys of a column have the same number of extents. */
    private static final Comparator<List<Integer>> ASCENDING =
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
     * Returns the width of each column. Runs a job if neither the sum nor the metadata defines a width.
     *
     * @param positions positions of the columns
     * @param sum sum of the widths, or {@link #UNKNOWN}
     * @throws DataException if a column cannot be read as numbers, is empty, or has two most frequent lengths
     */
    List<Integer> widths(List<Integer> positions, int sum) {
        int[] widths = known(positions, sum);
        return IntStream.of(widths).allMatch(width -> width != UNKNOWN)
                ? IntStream.of(widths).boxed().toList()
                : of(positions, sum, List.of()).stream().map(CellShape::width).toList();
    }

    /**
     * Returns the cell shapes of columns that must not contain nested arrays.
     *
     * @throws DataException also for nested arrays
     */
    List<CellShape> ofFlat(List<Integer> positions, int sum) {
        for (int position : positions) {
            StructField field = field(position);
            if (NestedCells.areOf(field.dataType())) {
                throw new DataException("Cannot use column " + field.name() + " of " + place + " as label or weight: "
                        + field.dataType().simpleString()
                        + "; it must hold numbers or arrays of numbers, so flatten it");
            }
        }
        return of(positions, sum, List.of());
    }

    /**
     * Returns the cell shapes of columns. Runs a job if neither the sum, the network input nor the metadata defines a
     * shape.
     *
     * @param positions positions of the columns
     * @param sum sum of the widths, or {@link #UNKNOWN}
     * @param input extents of the network input; empty if the network accepts any shape with as many numbers
     * @throws DataException if a column cannot be read as numbers, is empty, has two most frequent shapes, or has fewer
     *     extents than the input
     */
    List<CellShape> of(List<Integer> positions, int sum, List<Integer> input) {
        int[] widths = known(positions, sum);
        CellShape[] shapes = new CellShape[widths.length];
        List<Integer> unknown = new ArrayList<>();
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
                unknown.add(i);
            }
        }
        if (!unknown.isEmpty()) {
            List<Map<List<Integer>, Long>> found =
                    extents(unknown.stream().map(positions::get).toList());
            for (int i = 0; i < unknown.size(); i++) {
                int at = unknown.get(i);
                shapes[at] = mostFrequent(field(positions.get(at)), found.get(i));
            }
        }
        return List.of(shapes);
    }

    /** Returns the widths that are known without a job, and {@link #UNKNOWN} for the others. */
    int[] known(List<Integer> positions, int sum) {
        int[] widths = positions.stream().mapToInt(this::ofSchema).toArray();
        long unknown = IntStream.of(widths).filter(width -> width == UNKNOWN).count();
        int left = sum - IntStream.of(widths).sum();
        if (unknown == 1 && left > 0) {
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

    /** Zero means unknown in metadata. */
    private static int size(long size) {
        return size < 1 ? UNKNOWN : Math.toIntExact(size);
    }

    /** Counts the rows of each column by extents. Missing, empty and ragged values are not counted. */
    private List<Map<List<Integer>, Long>> extents(List<Integer> positions) {
        Dataset<Row> all = table.dataset();
        // Uses positions because names can be duplicated.
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
                        () -> new TreeMap<>(ASCENDING))
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
                    + (nested ? "all its arrays are empty or ragged" : "it holds no values"));
        }
        long most = lengths.values().stream().max(Long::compare).orElseThrow();
        List<List<Integer>> frequent = lengths.entrySet().stream()
                .filter(entry -> entry.getValue() == most)
                .map(Map.Entry::getKey)
                .toList();
        if (frequent.size() > 1) {
            throw new DataException("Cannot infer the width of column " + field.name() + " of " + place + ": "
                    + listed(lengths) + "; several lengths are the most frequent: "
                    + (nested
                            ? "give the shape in network.input"
                            : "give the width in network.input or as numFeatures in the column's metadata")
                    + ", or correct the rows");
        }
        return new CellShape(frequent.get(0));
    }

    /** Returns {@code 4 rows of 2 values, 4 rows of 3 values}, most frequent first. */
    private static String listed(Map<List<Integer>, Long> lengths) {
        String shown = lengths.entrySet().stream()
                .sorted(Map.Entry.<List<Integer>, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey(ASCENDING)))
                .limit(SHOWN)
                .map(entry -> entry.getValue() + " rows of " + new CellShape(entry.getKey()))
                .collect(Collectors.joining(", "));
        return lengths.size() <= SHOWN ? shown : shown + ", ... (" + lengths.size() + " lengths)";
    }
}
