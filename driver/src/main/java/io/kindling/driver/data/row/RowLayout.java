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

/** Which columns of a table are features, targets and weight, and how wide each is. */
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
     * What a configuration says of the columns.
     *
     * @param features patterns; empty for all columns but label and weight
     * @param labels names or numbers
     * @param weight name or number; null for none
     */
    public record Choice(List<String> features, List<String> labels, String weight) {}

    /**
     * How wide the columns are together, as far as that is known.
     *
     * @param features sum over the columns of the features; 0 where it is not known
     * @param input extents of the network's input, outermost first; empty where it takes any that have as many numbers
     * @param targets sum over the label columns; 0 where it is not known
     */
    public record Expected(int features, List<Integer> input, int targets) {
        /** Nothing is known. */
        public static final Expected NOTHING = new Expected(ColumnWidths.UNKNOWN, List.of(), ColumnWidths.UNKNOWN);

        /** What a network with that input takes. */
        public static Expected of(Shape input, int targets) {
            return new Expected(input.size(), input.isVector() ? List.of() : input.dimensions(), targets);
        }
    }

    /** The columns that a choice comes to, by their positions. */
    private record Roles(
            List<Integer> features, List<String> featureNames, List<Integer> targets, List<Integer> weight) {}

    /**
     * The columns of the features of a table to train on. Runs a job where the width of an array, vector or bytes is known neither from the sum of all features nor from the schema.
     *
     * @param place of the table, for messages
     * @param expected sum that the configuration tells; 0 if it tells none
     * @throws DataException if a column is missing, has the name of another, or cannot be read as numbers
     */
    public static FeatureColumns features(SourceTable table, String place, Choice choice, int expected) {
        Roles roles = roles(table, place, choice);
        return new FeatureColumns(
                roles.featureNames(), new ColumnWidths(table, place).widths(roles.features(), expected));
    }

    /**
     * Targets an example of a table to train on. Runs a job where the width of an array or vector is known neither from the sum of all targets nor from the schema.
     *
     * @param place of the table, for messages
     * @param expected sum that is known; 0 if none is
     * @throws DataException if a column is missing, has the name of another, or cannot be read as numbers
     */
    public static int targetWidth(SourceTable table, String place, Choice choice, int expected) {
        List<Integer> targets = roles(table, place, choice).targets();
        return new ColumnWidths(table, place)
                .ofFlat(targets, expected).stream().mapToInt(CellShape::width).sum();
    }

    /**
     * Finds the columns to train on. Runs a job where the width of an array, vector or bytes is known neither from the sum of all features nor from the schema.
     *
     * @param place of the table, for messages
     * @throws DataException if a column is missing, has the name of another, or cannot be read as numbers
     */
    public static RowLayout of(SourceTable table, String place, Choice choice, Expected expected) {
        Roles roles = roles(table, place, choice);
        List<CellShape> features =
                new ColumnWidths(table, place).of(roles.features(), expected.features(), expected.input());
        return layout(table, place, roles, features, expected);
    }

    /**
     * Finds the columns to evaluate a model on: its features, and label and weight as the configuration names them.
     *
     * @param place of the table, for messages
     * @param features of the model
     * @param choice whose features are not read
     * @throws DataException if a column is missing, has the name of another, or cannot be read as numbers of the model's width
     */
    public static RowLayout ofEvaluation(
            SourceTable table, String place, FeatureColumns features, Choice choice, Expected expected) {
        ColumnPatterns patterns = ColumnPatterns.of(table, place);
        List<Integer> wanted = patterns.named(MODEL, features.names());
        Roles roles = new Roles(wanted, features.names(), targets(patterns, place, choice), weight(patterns, choice));
        return layout(table, place, roles, ofModel(table, place, wanted, features, expected.features()), expected);
    }

    /**
     * The columns that a trained model reads; the table need not have its label. Runs no job.
     *
     * @param place of the table, for messages
     * @param features of the model
     * @param width features an example that the model takes
     * @throws DataException if a column is missing, cannot be read as numbers, or if all together do not have that width
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
                    + " features; it takes " + width);
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
        patterns.requireToldApart(FEATURES, features);
        return new Roles(features, names(table, features), targets, weight);
    }

    private static List<Integer> targets(ColumnPatterns patterns, String place, Choice choice) {
        if (choice.labels().isEmpty()) {
            throw new DataException("Cannot tell the label of " + place + ": []; name its column in data.label");
        }
        return choice.labels().stream()
                .map(label -> patterns.one("data.label", label))
                .toList();
    }

    /** None or one. */
    private static List<Integer> weight(ColumnPatterns patterns, Choice choice) {
        return choice.weight() == null ? List.of() : List.of(patterns.one("data.weight", choice.weight()));
    }

    /** A pattern or a range may pass over a label; a column that is named means what it says. */
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

    /** Widths as the model has them. A model of an earlier version knows but their sum. */
    private static List<CellShape> ofModel(
            SourceTable table, String place, List<Integer> columns, FeatureColumns features, int width) {
        boolean known = !features.widths().isEmpty();
        int[] told = new ColumnWidths(table, place).told(columns, known ? ColumnWidths.UNKNOWN : width);
        List<CellShape> shapes = new ArrayList<>();
        for (int i = 0; i < told.length; i++) {
            StructField field = table.schema().fields()[columns.get(i)];
            String name = field.name();
            int depth = NestedCells.depth(field.dataType());
            if (depth > 1) {
                shapes.add(nestedOfModel(field, place, features, i, depth));
                continue;
            }
            if (known && told[i] == ColumnWidths.UNKNOWN) {
                told[i] = features.widths().get(i);
            }
            if (told[i] == ColumnWidths.UNKNOWN) {
                throw new DataException("Cannot tell the width of column " + name + " of " + place
                        + ": the model does not say it; give it as numFeatures in the column's metadata, or train the"
                        + " model again");
            }
            if (known && told.length > 1 && told[i] != features.widths().get(i)) {
                throw new DataException("Cannot feed column " + name + " of " + place + " to the model: " + told[i]
                        + " values; it takes " + features.widths().get(i));
            }
            shapes.add(CellShape.flat(told[i]));
        }
        return shapes;
    }

    /** A model that was trained on flat arrays does not say how their numbers are nested. */
    private static CellShape nestedOfModel(
            StructField field, String place, FeatureColumns features, int column, int depth) {
        CellShape shape = features.widths().isEmpty() ? CellShape.NUMBER : features.shape(column);
        if (shape.extents().size() != depth) {
            throw new DataException("Cannot feed column " + field.name() + " of " + place + " to the model: "
                    + field.dataType().simpleString() + "; it was trained on "
                    + (shape.isNested() ? "nested arrays of " + shape : "columns that are not nested: flatten it"));
        }
        return shape;
    }

    /** Positions of the columns that are data, in the order of the table. */
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

    /** Readers of columns, under the names that the model has for them. */
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

    /** Null where every example weighs 1. */
    ColumnReader weight() {
        return weight;
    }

    /** Columns of the table that are data. */
    int columns() {
        return columns;
    }

    /** The columns that the features come from. */
    public FeatureColumns featureColumns() {
        return new FeatureColumns(
                features.stream().map(ColumnReader::name).toList(),
                features.stream().map(ColumnReader::width).toList(),
                features.stream()
                        .map(ColumnReader::shape)
                        .map(shape -> shape.isNested() ? shape.extents() : List.<Integer>of())
                        .toList());
    }

    /** All columns that are read: features, targets and weight. */
    public List<String> columnsRead() {
        List<String> names = new ArrayList<>(featureColumns().names());
        targets.forEach(target -> names.add(target.name()));
        if (weight != null) {
            names.add(weight.name());
        }
        return names;
    }

    /** The columns of the features, as the schema of their table describes them. */
    public List<DescribedColumn> describedFeatures(StructType schema) {
        return described(features, schema);
    }

    /** The columns of the targets, as the schema of their table describes them. */
    public List<DescribedColumn> describedTargets(StructType schema) {
        return described(targets, schema);
    }

    private static List<DescribedColumn> described(List<ColumnReader> readers, StructType schema) {
        return readers.stream()
                .map(reader -> DescribedColumn.of(schema.fields()[reader.index()], reader.width())
                        .named(reader.name()))
                .toList();
    }

    /** One name a feature: that of its column, {@code column[i]} for a part of an array, vector or bytes, or {@code column[i][j]} for one of nested arrays. */
    public List<String> featureNames() {
        return features.stream()
                .flatMap(reader -> IntStream.range(0, reader.width()).mapToObj(reader::name))
                .toList();
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

    /**
     * Features an example.
     *
     * @throws ConfigurationException if one array does not hold them
     */
    public int featureWidth() {
        return Dimensions.arraySize(
                "data.features",
                features.stream().mapToLong(ColumnReader::width).sum());
    }

    /** Targets an example. */
    public int targetWidth() {
        return targets.stream().mapToInt(ColumnReader::width).sum();
    }

    public boolean isWeighted() {
        return weight != null;
    }
}
