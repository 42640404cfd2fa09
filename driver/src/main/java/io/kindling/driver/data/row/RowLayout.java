package io.kindling.driver.data.row;

import io.kindling.driver.data.source.DataSource;
import io.kindling.driver.data.source.RowOrigin;
import io.kindling.driver.data.source.SourceTable;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.layout.Dimensions;
import io.kindling.trainer.layout.Shape;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns of a table that hold features, targets and weight, and their widths. */
public final class RowLayout implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Set<String> NOT_DATA = Set.of(
            DataSource.CORRUPT_RECORD, DataSource.CORRUPT_REASON, RowOrigin.FILE, RowOrigin.OFFSET, RowOrigin.LINE);

    private static final String FEATURES = "data.features";
    private static final String MODEL = "the model";

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
     * Columns that a configuration selects.
     *
     * @param features patterns; empty for all columns except label and weight
     * @param labels names or numbers
     * @param weight name or number; null for none
     */
    public record Choice(List<String> features, List<String> labels, String weight) {}

    /**
     * Known total widths of the columns.
     *
     * @param features sum over the feature columns; 0 if unknown
     * @param input extents of the network input, outermost first; empty if the network accepts any shape with as many
     *     numbers
     * @param targets sum over the label columns; 0 if unknown
     */
    public record Expected(int features, List<Integer> input, int targets) {
        /** No known widths. */
        public static final Expected NOTHING = new Expected(ColumnWidths.UNKNOWN, List.of(), ColumnWidths.UNKNOWN);

        /** Returns the widths for a network input. */
        public static Expected of(Shape input, int targets) {
            return new Expected(input.size(), input.isVector() ? List.of() : input.dimensions(), targets);
        }
    }

    /** Selected columns, by position. */
    private record Roles(
            List<Integer> features, List<String> featureNames, List<Integer> targets, List<Integer> weight) {}

    /**
     * Returns the feature columns of a training table. Runs a job if neither the total number of features nor the
     * schema defines the width of an array, vector or bytes.
     *
     * @param place location of the table, for errors
     * @param expected number of features that the configuration defines; 0 if unknown
     * @throws DataException if a column is missing, ambiguous, or cannot be read as numbers
     */
    public static FeatureColumns features(SourceTable table, String place, Choice choice, int expected) {
        Roles roles = roles(table, place, choice);
        return new FeatureColumns(
                roles.featureNames(), new ColumnWidths(table, place).widths(roles.features(), expected));
    }

    /**
     * Returns the number of targets per example of a training table. Runs a job if neither the total number of targets
     * nor the schema defines the width of an array or vector.
     *
     * @param place location of the table, for errors
     * @param expected known number of targets; 0 if unknown
     * @throws DataException if a column is missing, ambiguous, or cannot be read as numbers
     */
    public static int targetWidth(SourceTable table, String place, Choice choice, int expected) {
        List<Integer> targets = roles(table, place, choice).targets();
        return new ColumnWidths(table, place)
                .ofFlat(targets, expected).stream().mapToInt(CellShape::width).sum();
    }

    /**
     * Resolves the columns of a training table. Runs a job if neither the total number of features nor the schema
     * defines the width of an array, vector or bytes.
     *
     * @param place location of the table, for errors
     * @throws DataException if a column is missing, ambiguous, or cannot be read as numbers
     */
    public static RowLayout of(SourceTable table, String place, Choice choice, Expected expected) {
        Roles roles = roles(table, place, choice);
        List<CellShape> features =
                new ColumnWidths(table, place).of(roles.features(), expected.features(), expected.input());
        return layout(table, place, roles, features, expected);
    }

    /**
     * Resolves the columns for evaluating a model: the features of the model, and label and weight of the
     * configuration.
     *
     * @param place location of the table, for errors
     * @param features feature columns of the model
     * @param choice label and weight; its features are ignored
     * @throws DataException if a column is missing, ambiguous, or cannot be read as numbers of the width in the model
     */
    public static RowLayout ofEvaluation(
            SourceTable table, String place, FeatureColumns features, Choice choice, Expected expected) {
        ColumnPatterns patterns = ColumnPatterns.of(table, place);
        List<Integer> wanted = patterns.named(MODEL, features.names());
        Roles roles = new Roles(wanted, features.names(), targets(patterns, place, choice), weight(patterns, choice));
        return layout(table, place, roles, ofModel(table, place, wanted, features, expected.features()), expected);
    }

    /**
     * Resolves the columns that a trained model reads. The table can omit the label. Runs no job.
     *
     * @param place location of the table, for errors
     * @param features feature columns of the model
     * @param width features per example
     * @throws DataException if a column is missing or cannot be read as numbers, or if the total width differs
     */
    public static RowLayout ofFeatures(SourceTable table, String place, FeatureColumns features, int width) {
        List<Integer> wanted = ColumnPatterns.of(table, place).named(MODEL, features.names());
        List<CellShape> shapes = ofModel(table, place, wanted, features, width);
        RowLayout layout = new RowLayout(
                readers(table, wanted, features.names(), shapes),
                List.of(),
                null,
                dataColumns(table.schema()).size());
        if (layout.featureWidth() != width) {
            throw new DataException("Cannot feed " + place + " to the model: " + layout.featureWidth()
                    + " features; the model takes " + width);
        }
        return layout;
    }

    private static RowLayout layout(
            SourceTable table, String place, Roles roles, List<CellShape> features, Expected expected) {
        ColumnWidths widths = new ColumnWidths(table, place);
        List<ColumnReader> weight = readers(
                table,
                roles.weight(),
                names(table, roles.weight()),
                widths.ofFlat(roles.weight(), ColumnWidths.UNKNOWN));
        if (weight.stream().anyMatch(reader -> reader.width() > 1)) {
            throw new DataException("Cannot use column " + weight.get(0).name() + " of " + place + " as data.weight: "
                    + weight.get(0).width() + " numbers per row; it must hold one");
        }
        return new RowLayout(
                readers(table, roles.features(), roles.featureNames(), features),
                readers(
                        table,
                        roles.targets(),
                        names(table, roles.targets()),
                        widths.ofFlat(roles.targets(), expected.targets())),
                weight.isEmpty() ? null : weight.get(0),
                dataColumns(table.schema()).size());
    }

    private static Roles roles(SourceTable table, String place, Choice choice) {
        ColumnPatterns patterns = ColumnPatterns.of(table, place);
        List<Integer> targets = targets(patterns, place, choice);
        List<Integer> weight = weight(patterns, choice);
        List<Integer> features = new ArrayList<>(
                choice.features().isEmpty() ? patterns.all() : patterns.all(FEATURES, choice.features()));
        requireOnce(patterns, choice.features(), targets, weight);
        features.removeAll(targets);
        features.removeAll(weight);
        if (features.isEmpty()) {
            throw new DataException("Cannot find features in " + place
                    + ": every column is a label or the weight; check data.features");
        }
        patterns.requireUnique(FEATURES, features);
        return new Roles(features, names(table, features), targets, weight);
    }

    private static List<Integer> targets(ColumnPatterns patterns, String place, Choice choice) {
        if (choice.labels().isEmpty()) {
            throw new DataException(
                    "Cannot find the label of " + place + ": data.label is empty; name the label column");
        }
        return choice.labels().stream()
                .map(label -> patterns.one("data.label", label))
                .toList();
    }

    /** Returns an empty list or a single column. */
    private static List<Integer> weight(ColumnPatterns patterns, Choice choice) {
        return choice.weight() == null ? List.of() : List.of(patterns.one("data.weight", choice.weight()));
    }

    /**
     * Checks that data.features does not name a column twice, a label or the weight. Patterns and ranges may include
     * them.
     */
    private static void requireOnce(
            ColumnPatterns patterns, List<String> featurePatterns, List<Integer> targets, List<Integer> weight) {
        Set<Integer> seen = new HashSet<>();
        for (String pattern : featurePatterns) {
            if (!patterns.isOne(pattern)) {
                continue;
            }
            for (int column : patterns.all(FEATURES, List.of(pattern))) {
                if (targets.contains(column) || weight.contains(column)) {
                    throw new ConfigurationException("Invalid data.features: " + pattern + " (is the "
                            + (weight.contains(column) ? "weight" : "label") + ")");
                }
                if (!seen.add(column)) {
                    throw new ConfigurationException("Invalid data.features: " + pattern + " (names a column twice)");
                }
            }
        }
    }

    /** Returns the widths in the model. Models of earlier versions store only their sum. */
    private static List<CellShape> ofModel(
            SourceTable table, String place, List<Integer> columns, FeatureColumns features, int width) {
        boolean known = !features.widths().isEmpty();
        int[] widths = new ColumnWidths(table, place).known(columns, known ? ColumnWidths.UNKNOWN : width);
        List<CellShape> shapes = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            StructField field = table.schema().fields()[columns.get(i)];
            String name = field.name();
            int depth = NestedCells.depth(field.dataType());
            if (depth > 1) {
                shapes.add(nestedOfModel(field, place, features, i, depth));
                continue;
            }
            if (known && widths[i] == ColumnWidths.UNKNOWN) {
                widths[i] = features.widths().get(i);
            }
            if (widths[i] == ColumnWidths.UNKNOWN) {
                throw new DataException("Cannot infer the width of column " + name + " of " + place
                        + ": the model does not store it; set numFeatures in the column's metadata, or train the"
                        + " model again");
            }
            if (known && widths.length > 1 && widths[i] != features.widths().get(i)) {
                throw new DataException("Cannot feed column " + name + " of " + place + " to the model: " + widths[i]
                        + " values; the model takes " + features.widths().get(i));
            }
            shapes.add(CellShape.flat(widths[i]));
        }
        return shapes;
    }

    /** Returns the extents in the model. A model that was trained on flat arrays does not store extents. */
    private static CellShape nestedOfModel(
            StructField field, String place, FeatureColumns features, int column, int depth) {
        CellShape shape = features.widths().isEmpty() ? CellShape.NUMBER : features.shape(column);
        if (shape.extents().size() != depth) {
            throw new DataException("Cannot feed column " + field.name() + " of " + place + " to the model: "
                    + field.dataType().simpleString() + "; the model was trained on "
                    + (shape.isNested() ? "nested arrays of " + shape : "flat columns, so flatten it"));
        }
        return shape;
    }

    /** Returns the positions of the data columns, in the order of the table. */
    public static List<Integer> dataColumns(StructType schema) {
        return IntStream.range(0, schema.length())
                .filter(column -> !NOT_DATA.contains(schema.fields()[column].name()))
                .boxed()
                .toList();
    }

    private static List<String> names(SourceTable table, List<Integer> columns) {
        return columns.stream()
                .map(column -> table.schema().fields()[column].name())
                .toList();
    }

    /** Returns column readers with the names of the model. */
    private static List<ColumnReader> readers(
            SourceTable table, List<Integer> columns, List<String> names, List<CellShape> shapes) {
        List<ColumnReader> readers = new ArrayList<>();
        for (int i = 0; i < shapes.size(); i++) {
            StructField field = table.schema().fields()[columns.get(i)];
            readers.add(new ColumnReader(
                    columns.get(i), names.get(i), shapes.get(i), ColumnWidths.isVector(field.dataType())));
        }
        return readers;
    }

    List<ColumnReader> features() {
        return features;
    }

    List<ColumnReader> targets() {
        return targets;
    }

    /** Reader of the weight; null if all examples have weight 1. */
    ColumnReader weight() {
        return weight;
    }

    /** Number of data columns in the table. */
    int columns() {
        return columns;
    }

    /** Columns of the features. */
    public FeatureColumns featureColumns() {
        return new FeatureColumns(
                features.stream().map(ColumnReader::name).toList(),
                features.stream().map(ColumnReader::width).toList(),
                features.stream()
                        .map(ColumnReader::shape)
                        .map(shape -> shape.isNested() ? shape.extents() : List.<Integer>of())
                        .toList());
    }

    /** Names of all columns that are read: features, targets and weight. */
    public List<String> columnsRead() {
        List<String> names = new ArrayList<>(featureColumns().names());
        targets.forEach(target -> names.add(target.name()));
        if (weight != null) {
            names.add(weight.name());
        }
        return names;
    }

    /** Returns the descriptions of the feature columns in the schema of the table. */
    public List<DescribedColumn> describedFeatures(StructType schema) {
        return described(features, schema);
    }

    /** Returns the descriptions of the target columns in the schema of the table. */
    public List<DescribedColumn> describedTargets(StructType schema) {
        return described(targets, schema);
    }

    private static List<DescribedColumn> described(List<ColumnReader> readers, StructType schema) {
        return readers.stream()
                .map(reader -> DescribedColumn.of(schema.fields()[reader.index()], reader.width())
                        .named(reader.name()))
                .toList();
    }

    /**
     * Returns one name per feature: the column name, {@code column[i]} in an array, vector or bytes, or
     * {@code column[i][j]} in nested arrays.
     */
    public List<String> featureNames() {
        return features.stream()
                .flatMap(reader -> IntStream.range(0, reader.width()).mapToObj(reader::name))
                .toList();
    }

    /** Returns the indices of the features in these columns. */
    public BitSet featuresOf(Set<String> columns) {
        BitSet found = new BitSet();
        int at = 0;
        for (ColumnReader reader : features) {
            found.set(at, at + reader.width(), columns.contains(reader.name()));
            at += reader.width();
        }
        return found;
    }

    /**
     * Number of features per example.
     *
     * @throws ConfigurationException if an array cannot hold them
     */
    public int featureWidth() {
        return Dimensions.arraySize(
                "data.features",
                features.stream().mapToLong(ColumnReader::width).sum());
    }

    /** Number of targets per example. */
    public int targetWidth() {
        return targets.stream().mapToInt(ColumnReader::width).sum();
    }

    public boolean isWeighted() {
        return weight != null;
    }
}
