package io.kindling.driver.run;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A small random table, with nulls, duplicate rows and sometimes duplicate column names, and rules that encode its
 * columns. Determined by its seed.
 */
final class RandomTable {
    static final String NETWORK = "{layers: [{linear: 3}, tanh, {linear: 1}]}";

    private static final int ROWS = 14;
    private static final List<String> WORDS = List.of("red", "Red", "green", "blue sky", "größe");
    private static final List<String> CATEGORIES = List.of(
            "index: {columns: [%s], maxCategories: 3}",
            "oneHot: {columns: [%s], maxCategories: 2}",
            "index: {columns: [%s], maxCategories: 4, missing: none}",
            "hash: {columns: [%s], buckets: 5}");
    private static final List<String> NUMBERS = List.of(
            "impute: {columns: [%s]}",
            "impute: {columns: [%s], strategy: median}", "impute: {columns: [%s], strategy: constant, value: -1}");
    private static final List<String> DATES =
            List.of("dateParts: {columns: [%s]}", "dateParts: {columns: [%s], parts: [month, day], cyclical: true}");
    private static final List<String> PLACES = List.of("ordinal: {columns: [%s], values: [green, red, Red, blue sky]}");

    /** The type of a column, and the rules that accept it. */
    private enum Kind {
        INT,
        LONG,
        DECIMAL,
        FLOAT,
        DOUBLE,
        BOOLEAN,
        WORD,
        NUMBER_TEXT,
        DATE,
        TIMESTAMP,
        DOUBLES,
        INTS;

        private DataType type() {
            return switch (this) {
                case INT -> DataTypes.IntegerType;
                case LONG -> DataTypes.LongType;
                case DECIMAL -> DataTypes.createDecimalType(8, 2);
                case FLOAT -> DataTypes.FloatType;
                case DOUBLE -> DataTypes.DoubleType;
                case BOOLEAN -> DataTypes.BooleanType;
                case WORD, NUMBER_TEXT -> DataTypes.StringType;
                case DATE -> DataTypes.DateType;
                case TIMESTAMP -> DataTypes.TimestampType;
                case DOUBLES -> DataTypes.createArrayType(DataTypes.DoubleType);
                case INTS -> DataTypes.createArrayType(DataTypes.IntegerType);
            };
        }

        private List<List<String>> rules() {
            return switch (this) {
                case INT, LONG, DECIMAL, FLOAT, DOUBLE -> List.of(NUMBERS, CATEGORIES);
                case BOOLEAN -> List.of(CATEGORIES);
                case WORD -> List.of(CATEGORIES, PLACES);
                case NUMBER_TEXT -> List.of(NUMBERS);
                case DATE, TIMESTAMP -> List.of(DATES);
                case DOUBLES, INTS -> List.of();
            };
        }

        private boolean needsRule() {
            return this == WORD || this == NUMBER_TEXT || this == DATE || this == TIMESTAMP;
        }

        private Object cell(Random random) {
            int number = random.nextInt(7) - 2;
            return switch (this) {
                case INT -> number;
                case LONG -> (long) number;
                case DECIMAL -> BigDecimal.valueOf(number * 25L, 2);
                case FLOAT -> number * 0.1f;
                case DOUBLE -> number * 0.1;
                case BOOLEAN -> number > 0;
                case WORD -> WORDS.get(random.nextInt(WORDS.size()));
                case NUMBER_TEXT -> number + ".50";
                case DATE -> Date.valueOf("2026-0" + (number + 3) + "-11");
                case TIMESTAMP -> Timestamp.from(Instant.parse("2026-0" + (number + 3) + "-11T10:30:00.125Z"));
                case DOUBLES -> Collections.nCopies(random.nextInt(5) == 0 ? 3 : 2, number * 0.5);
                case INTS -> Collections.nCopies(random.nextInt(5) == 0 ? 1 : 2, number);
            };
        }
    }

    private final List<String> names = new ArrayList<>(List.of("id", "y"));
    private final List<Kind> kinds = new ArrayList<>(List.of(Kind.INT, Kind.DOUBLE));
    private final List<Boolean> gaps = new ArrayList<>(List.of(false, false));
    private final List<String> rules = new ArrayList<>();
    private final boolean drops;
    private final boolean standardizes;
    private final List<Row> rows = new ArrayList<>();

    RandomTable(long seed) {
        Random random = new Random(seed);
        this.drops = random.nextInt(4) > 0;
        this.standardizes = random.nextBoolean();
        int features = 1 + random.nextInt(5);
        for (int i = 0; i < features; i++) {
            add("f" + i, random);
        }
        gaps.set(1, random.nextInt(4) == 0);
        // An unused column has the name of a feature, or of another unused column.
        if (random.nextInt(4) == 0) {
            names.add(random.nextInt(3) == 0 ? "F0" : "other");
            names.add("other");
            kinds.addAll(List.of(Kind.WORD, Kind.DOUBLE));
            gaps.addAll(List.of(true, true));
        }
        for (int i = 0; i < ROWS; i++) {
            rows.add(row(i, random));
        }
    }

    private void add(String name, Random random) {
        Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
        names.add(name);
        kinds.add(kind);
        gaps.add(random.nextInt(3) == 0);
        if (kind.needsRule() || (!kind.rules().isEmpty() && random.nextBoolean())) {
            List<String> choices = kind.rules().get(random.nextInt(kind.rules().size()));
            rules.add("{" + choices.get(random.nextInt(choices.size())).formatted(name) + "}");
        }
    }

    /** Every fourth row equals the one before it, except for its number. */
    private Row row(int number, Random random) {
        Object[] cells = new Object[names.size()];
        for (int c = 0; c < cells.length; c++) {
            Object cell = kinds.get(c).cell(random);
            Object drawn = gaps.get(c) && random.nextInt(6) == 0 ? null : cell;
            cells[c] = number % 4 == 3 ? rows.get(number - 1).get(c) : drawn;
        }
        cells[0] = number;
        return RowFactory.create(cells);
    }

    Dataset<Row> rows(SparkSession spark) {
        StructType schema = new StructType();
        for (int c = 0; c < names.size(); c++) {
            schema = schema.add(names.get(c), kinds.get(c).type());
        }
        return spark.createDataFrame(rows, schema).coalesce(1);
    }

    List<String> features() {
        return names.stream().filter(name -> name.startsWith("f")).toList();
    }

    /** Returns the features for {@code data.features}, named after encoding. */
    String featurePatterns() {
        return features().stream()
                .map(name -> kinds.get(names.indexOf(name)).rules().contains(DATES) ? "'" + name + ".*'" : name)
                .toList()
                .toString();
    }

    String rules() {
        return rules.toString();
    }

    String scaling() {
        return standardizes ? "standardize" : "none";
    }

    /** Returns whether unreadable rows are dropped. */
    boolean drops() {
        return drops;
    }

    boolean hasDifferentNames() {
        return names.stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .distinct()
                        .count()
                == names.size();
    }

    /** Returns whether CSV can store the table. */
    boolean isFlat() {
        return !kinds.contains(Kind.DOUBLES) && !kinds.contains(Kind.INTS);
    }

    @Override
    public String toString() {
        return names + " " + kinds + " " + rules + (drops ? " drops" : "") + "\n"
                + rows.stream().map(Row::toString).collect(Collectors.joining("\n"));
    }
}
