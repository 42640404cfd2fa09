package io.kindling.driver.data.row;

import io.kindling.driver.data.source.DataSource;
import io.kindling.driver.data.source.Origin;
import io.kindling.driver.data.source.SourceTable;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Which columns of a table are features, targets and weight, and how wide each is. */
public final class RowLayout implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Set<String> NOT_DATA =
            Set.of(DataSource.CORRUPT_RECORD, DataSource.CORRUPT_REASON, Origin.FILE, Origin.OFFSET, Origin.LINE);
    private static final int UNKNOWN_WIDTH = -1;

    private final List<ColumnReader> features;
    private final List<ColumnReader> targets;
    private final ColumnReader weight;
    private final int columns;

    private RowLayout(List<ColumnReader> features, List<ColumnReader> targets, ColumnReader weight, int columns) {
        this.features = features;
        this.targets = targets;
        this.weight = weight;
        this.columns = columns;
    }

    /**
     * Finds the columns. Runs a job for the first row where the width of an array, vector or bytes is not in the schema.
     *
     * @param place of the table, for messages
     * @param featurePatterns empty for all columns but label and weight
     * @param weight null for none
     * @throws DataException if a column is missing or cannot be read as numbers
     */
    public static RowLayout of(
            SourceTable table, String place, List<String> featurePatterns, List<String> labels, String weight) {
        StructType schema = table.schema();
        List<String> names = dataColumns(schema);
        ColumnPatterns patterns = new ColumnPatterns(schema, place);
        if (labels.isEmpty()) {
            throw new DataException("Cannot tell the label of " + place + ": []; name its column in data.label");
        }
        List<String> targetNames =
                labels.stream().map(l -> patterns.one("data.label", l)).toList();
        String weightName = weight == null ? null : patterns.one("data.weight", weight);
        List<String> featureNames = new ArrayList<>(
                featurePatterns.isEmpty() ? patterns.all() : patterns.all("data.features", featurePatterns));
        requireOnce(patterns, featurePatterns, targetNames, weightName);
        featureNames.removeAll(targetNames);
        featureNames.remove(weightName);
        if (featureNames.isEmpty()) {
            throw new DataException("Cannot find features in " + place
                    + ": every column is a label or the weight; check data.features");
        }
        Widths widths = new Widths(table, place, UNKNOWN_WIDTH);
        return new RowLayout(
                readers(schema, featureNames, widths),
                readers(schema, targetNames, widths),
                weightName == null
                        ? null
                        : readers(schema, List.of(weightName), widths).get(0),
                names.size());
    }

    /** A pattern or a range may pass over a label; a column that is named means what it says. */
    private static void requireOnce(
            ColumnPatterns patterns, List<String> featurePatterns, List<String> targetNames, String weightName) {
        Set<String> seen = new HashSet<>();
        for (String pattern : featurePatterns) {
            if (!patterns.isOne(pattern)) {
                continue;
            }
            String name = patterns.one("data.features", pattern);
            if (targetNames.contains(name) || name.equals(weightName)) {
                throw new ConfigurationException("Invalid data.features: " + pattern + " (is the "
                        + (name.equals(weightName) ? "weight" : "label") + ")");
            }
            if (!seen.add(name)) {
                throw new ConfigurationException("Invalid data.features: " + pattern + " (names a column twice)");
            }
        }
    }

    /**
     * The columns that a trained model reads; the table need not have its label. Runs a job for the first row only where there are several columns and the width of an
     * array, vector or bytes is not in the schema; of a stream, one such width is what the others leave.
     *
     * @param place of the table, for messages
     * @param featureColumns in the model's order
     * @param width features an example that the model takes
     * @throws DataException if a column is missing, cannot be read as numbers, or if all together do not have that width
     */
    public static RowLayout ofFeatures(SourceTable table, String place, List<String> featureColumns, int width) {
        StructType schema = table.schema();
        List<String> names = dataColumns(schema);
        ColumnPatterns patterns = new ColumnPatterns(schema, place);
        List<String> wanted = featureColumns.stream()
                .map(column -> patterns.one("the model", column))
                .toList();
        Widths widths = new Widths(table, place, remaining(table, wanted, place, width));
        RowLayout layout = new RowLayout(readers(schema, wanted, widths), List.of(), null, names.size());
        if (layout.featureWidth() != width) {
            throw new DataException("Cannot feed " + place + " to the model: " + layout.featureWidth()
                    + " features; it takes " + width);
        }
        return layout;
    }

    /**
     * Features an example that the columns of a trained model give.
     *
     * @param place of the table, for messages
     * @throws DataException if a column is missing or cannot be read as numbers
     */
    public static int width(SourceTable table, String place, List<String> featureColumns) {
        StructType schema = table.schema();
        ColumnPatterns patterns = new ColumnPatterns(schema, place);
        Widths widths = new Widths(table, place, UNKNOWN_WIDTH);
        return featureColumns.stream()
                .mapToInt(column -> widths.of(schema.apply(patterns.one("the model", column))))
                .sum();
    }

    /**
     * What is left for the one column whose width the schema does not tell. Unknown if there are several; and beside other columns, unless the table is a stream, which has no first row to look at.
     */
    private static int remaining(SourceTable table, List<String> names, String place, int width) {
        StructType schema = table.schema();
        boolean looks = names.size() > 1 && !table.dataset().isStreaming();
        int remaining = width;
        int untold = 0;
        for (String name : names) {
            int told = Widths.told(schema.fields()[schema.fieldIndex(name)], place);
            remaining -= told == UNKNOWN_WIDTH ? 0 : told;
            untold += told == UNKNOWN_WIDTH ? 1 : 0;
        }
        return !looks && untold == 1 && remaining > 0 ? remaining : UNKNOWN_WIDTH;
    }

    /** Names of the columns that are data, in the order of the table. */
    public static List<String> dataColumns(StructType schema) {
        return Arrays.stream(schema.fieldNames())
                .filter(name -> !NOT_DATA.contains(name))
                .toList();
    }

    private static List<ColumnReader> readers(StructType schema, List<String> names, Widths widths) {
        List<ColumnReader> readers = new ArrayList<>();
        for (String name : names) {
            int index = schema.fieldIndex(name);
            StructField field = schema.fields()[index];
            readers.add(new ColumnReader(index, name, widths.of(field), Widths.isVector(field.dataType())));
        }
        return readers;
    }

    List<ColumnReader> features() {
        return features;
    }

    List<ColumnReader> targets() {
        return targets;
    }

    /** Null where every example weighs 1. */
    ColumnReader weight() {
        return weight;
    }

    /** Columns of the table that are data. */
    int columns() {
        return columns;
    }

    /** The columns that the features come from. */
    public List<String> featureColumns() {
        return features.stream().map(ColumnReader::name).toList();
    }

    /** One name a feature: that of its column, or {@code column[i]} for a part of an array, vector or bytes. */
    public List<String> featureNames() {
        List<String> names = new ArrayList<>();
        for (ColumnReader reader : features) {
            if (reader.width() == 1) {
                names.add(reader.name());
            } else {
                for (int i = 0; i < reader.width(); i++) {
                    names.add(reader.name() + "[" + i + "]");
                }
            }
        }
        return names;
    }

    /** Numbers of the features that come from these columns. */
    public BitSet featuresOf(Set<String> columns) {
        BitSet found = new BitSet();
        int at = 0;
        for (ColumnReader reader : features) {
            found.set(at, at + reader.width(), columns.contains(reader.name()));
            at += reader.width();
        }
        return found;
    }

    /** Features an example. */
    public int featureWidth() {
        return features.stream().mapToInt(ColumnReader::width).sum();
    }

    /** Targets an example. */
    public int targetWidth() {
        return targets.stream().mapToInt(ColumnReader::width).sum();
    }

    public boolean isWeighted() {
        return weight != null;
    }

    /** How many numbers a column holds: 1, or for arrays, vectors and bytes what the schema or the first row says. */
    private static final class Widths {
        private final SourceTable table;
        private final String place;
        private final int expected;

        /**
         * Widths of the columns of a table.
         *
         * @param expected taken where the schema does not tell, or {@link #UNKNOWN_WIDTH} to look at the first row
         */
        Widths(SourceTable table, String place, int expected) {
            this.table = table;
            this.place = place;
            this.expected = expected;
        }

        static boolean isVector(DataType type) {
            return type.getClass().getSimpleName().equals("VectorUDT");
        }

        int of(StructField field) {
            int told = told(field, place);
            if (told != UNKNOWN_WIDTH) {
                return told;
            }
            return expected == UNKNOWN_WIDTH ? ofFirstRow(field) : expected;
        }

        /** What the schema says. */
        static int told(StructField field, String place) {
            DataType type = field.dataType();
            if (type instanceof NumericType || type instanceof StringType || type instanceof BooleanType) {
                return 1;
            }
            boolean list = type instanceof BinaryType
                    || isVector(type)
                    || (type instanceof ArrayType array && array.elementType() instanceof NumericType);
            if (!list) {
                throw new DataException("Cannot read column " + field.name() + " of " + place + ": "
                        + type.simpleString() + "; it is not numeric: list the columns to train on in data.features");
            }
            Metadata metadata = field.metadata();
            if (metadata.contains("numFeatures")) {
                return Math.toIntExact(metadata.getLong("numFeatures"));
            }
            if (metadata.contains("ml_attr") && metadata.getMetadata("ml_attr").contains("num_attrs")) {
                return Math.toIntExact(metadata.getMetadata("ml_attr").getLong("num_attrs"));
            }
            return UNKNOWN_WIDTH;
        }

        private int ofFirstRow(StructField field) {
            Row[] first = (Row[]) table.dataset()
                    .select(functions.col("`" + field.name().replace("`", "``") + "`"))
                    .na()
                    .drop()
                    .filter((FilterFunction<Row>) row -> length(row) > 0)
                    .head(1);
            if (first.length == 0) {
                throw new DataException("Cannot read column " + field.name() + " of " + place + "; it holds no values");
            }
            return length(first[0]);
        }

        /** Of the one cell of a row. */
        private static int length(Row row) {
            Object cell = row.get(0);
            if (cell instanceof byte[] bytes) {
                return bytes.length;
            }
            return isVector(row.schema().fields()[0].dataType())
                    ? VectorCells.toArray(cell).length
                    : row.getList(0).size();
        }
    }
}
