package io.kindling.driver.data.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.data.row.UnreadableCell;
import io.kindling.driver.data.sql.NameCase;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.config.RecordWriter;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads columns of other types than in training. */
final class TrainedColumnTest {
    private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");

    /** Returns a fitted {@code index} column with a type and categories from 1. */
    private static FittedColumn index(String type, String... categories) {
        return new FittedColumn(
                "c",
                new Index(List.of("c"), 9),
                type == null ? null : ValueType.of(type(type)),
                List.of(categories),
                0);
    }

    private static DataType type(String name) {
        return DataType.fromDDL(name);
    }

    /** Returns the encoded cells: a number, null, or the message of an unreadable cell. */
    private static List<Object> read(FittedColumn fitted, ZoneId zone, String type, Object... cells) {
        StructType schema = new StructType().add("c", type(type));
        RowTransform transform = new RowTransform(schema, Map.of(0, fitted), List.of(), "it", zone);
        List<Object> read = new ArrayList<>();
        for (Object cell : cells) {
            Object out = transform.apply(RowFactory.create(cell)).get(0);
            read.add(out instanceof UnreadableCell unreadable ? unreadable.getMessage() : out);
        }
        return read;
    }

    private static List<Object> read(FittedColumn fitted, String type, Object... cells) {
        return read(fitted, ZoneOffset.UTC, type, cells);
    }

    @Test
    void numbersMatchInEveryType() {
        FittedColumn ints = index("int", "7", "0");
        assertThat(read(ints, "double", 7.0, -0.0, 1.5, Double.NaN)).containsExactly(1.0, 2.0, 0.0, null);
        assertThat(read(ints, "decimal(4,1)", new BigDecimal("7.0"), null)).containsExactly(1.0, null);
        assertThat(read(ints, "bigint", 7L, 8L)).containsExactly(1.0, 0.0);
        assertThat(read(ints, "string", "7.00", " 0", "", "NaN", "-7", "7e0", "seven"))
                .containsExactly(
                        1.0, 2.0, null, null, 0.0, 1.0, "'seven' (not a number; the model was trained on int)");
    }

    @Test
    void floatMatchesDoublesAndText() {
        FittedColumn floats = index("float", "0.1", "16777216");
        assertThat(read(floats, "float", 0.1f)).containsExactly(1.0);
        assertThat(read(floats, "double", 0.1, (double) 0.1f, 16777217.0)).containsExactly(1.0, 1.0, 0.0);
        assertThat(read(floats, "string", "0.1", "0.10000000149011612")).containsExactly(1.0, 1.0);
        assertThat(read(index("double", "0.1"), "float", 0.1f)).containsExactly(1.0);
    }

    @Test
    void datesAndTimesAreConvertedInTheSessionTimeZone() {
        FittedColumn dates = index("date", "2026-01-01");
        Instant tokyo = Instant.parse("2025-12-31T15:00:00Z");
        assertThat(read(dates, TOKYO, "timestamp", tokyo, Timestamp.from(tokyo)))
                .containsExactly(1.0, 1.0);
        assertThat(read(dates, "timestamp", tokyo))
                .containsExactly("2025-12-31T15:00 in Z (not a date: the model was trained on dates, and the time is"
                        + " not midnight)");
        assertThat(read(dates, "timestamp_ntz", LocalDateTime.of(2026, 1, 1, 0, 0)))
                .containsExactly(1.0);
        assertThat(read(dates, "string", "2026-01-01", "2026-01-01 00:00:00", "2026-01-02", "1.1.2026"))
                .containsExactly(
                        1.0,
                        1.0,
                        0.0,
                        "'1.1.2026' (not a date or time in one of the forms " + Times.FORMS
                                + "; the model was trained on date)");
        FittedColumn instants = index("timestamp", "2026-01-01T00:00:00Z");
        assertThat(read(instants, "date", LocalDate.of(2026, 1, 1), Date.valueOf("2026-01-01")))
                .containsExactly(1.0, 1.0);
        assertThat(read(
                        instants,
                        TOKYO,
                        "string",
                        "2026-01-01T00:00:00.000Z",
                        "2026-01-01T09:00:00+09:00",
                        "2026-01-01 09:00"))
                .containsExactly(1.0, 1.0, 1.0);
        assertThat(read(index("timestamp_ntz", "2026-01-01T00:00:00"), TOKYO, "timestamp", tokyo))
                .containsExactly(1.0);
    }

    @Test
    void textMatchesTypesWithThatCanonicalText() {
        assertThat(read(index("string", "7", "0.5"), "double", 7.0, 0.5)).containsExactly(1.0, 2.0);
        assertThat(read(index("string", "true", "false"), "boolean", false)).containsExactly(2.0);
        assertThat(read(index("string", "2026-01-01"), "date", LocalDate.of(2026, 1, 1)))
                .containsExactly(1.0);
        assertThat(read(index("boolean", "true"), "string", "TRUE ", "false", "1"))
                .containsExactly(1.0, 0.0, "'1' (not true or false; the model was trained on boolean)");
    }

    @ParameterizedTest
    @CsvSource({
        "string, 01, int, 'the model was trained on string, and its category ''01'' is not the canonical text of this type: cast the column to the text of training'",
        "string, 1.0, double, 'the model was trained on string, and its category ''1.0'' is not the canonical text of this type: cast the column to the text of training'",
        "string, True, boolean, 'the model was trained on string, and its category ''True'' is not the canonical text of this type: cast the column to the text of training'",
        "string, 2026-01-01, timestamp, 'the model was trained on string, and its category ''2026-01-01'' is not the canonical text of this type: cast the column to the text of training'",
        "boolean, true, int, 'the model was trained on boolean: cast the column to that type'",
        "int, 1, boolean, 'the model was trained on int: cast the column to that type'",
        "int, 1, date, 'the model was trained on int: cast the column to that type'",
        "binary, 0x01, string, 'the model was trained on binary: cast the column to that type'",
        "array<int>, '[1]', array<string>, 'the model was trained on array<int>: cast the column to that type'"
    })
    void irreconcilableTypesAreAnError(String trained, String category, String read, String why) {
        assertThatThrownBy(() -> read(index(trained, category), read))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot use column c of it: " + read + "; " + why);
    }

    @Test
    void hashOfTextRefusesOtherTypes() {
        Hash rule = new Hash(List.of("c"), 1000);
        FittedColumn text = new FittedColumn("c", rule, ValueType.of(DataTypes.StringType), List.of(), 0);
        FittedColumn ints = new FittedColumn("c", rule, ValueType.of(DataTypes.IntegerType), List.of(), 0);
        assertThat(read(ints, "double", 12.0))
                .isEqualTo(read(ints, "int", 12))
                .isEqualTo(read(ints, "string", "12.0"))
                .isEqualTo(read(text, "string", " 12"));
        assertThatThrownBy(() -> read(text, "int"))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot use column c of it: int; the model was trained on string and does not store its"
                        + " values: cast the column to the text of training");
    }

    @Test
    void configuredValuesHaveTheTypeOfTheColumn() {
        StructType doubles = new StructType().add("c", DataTypes.DoubleType);
        FittedColumns columns = FittedColumns.unfitted(
                doubles, NameCase.INSENSITIVE, "it", List.of(new Ordinal(List.of("c"), List.of("0", "1.0"))));
        FittedColumn ordinal = columns.columns().get(0);
        assertThat(read(ordinal, "double", 0.0, 1.0, 2.0, Double.NaN))
                .containsExactly(0.0, 1.0, "2 (not in data.columns.ordinal.values)", null);
        assertThat(read(ordinal, "string", "1")).containsExactly(1.0);
        assertThatThrownBy(() -> FittedColumns.unfitted(
                                doubles,
                                NameCase.INSENSITIVE,
                                "it",
                                List.of(new Ordinal(List.of("c"), List.of("1", "1.0"))))
                        .encoded(doubles, NameCase.INSENSITIVE, "it"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid data.columns.ordinal.values: [1, 1.0] (two are equal as values of column c,"
                        + " which is double)");
        assertThatThrownBy(() -> FittedColumns.unfitted(
                                doubles, NameCase.INSENSITIVE, "it", List.of(new Ordinal(List.of("c"), List.of("low"))))
                        .encoded(doubles, NameCase.INSENSITIVE, "it"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid data.columns.ordinal.values: 'low' (is not a value of column c, which is double)");
        FittedColumn withMissing = new FittedColumn(
                "c", new Index(List.of("c"), 9, "7.0"), ValueType.of(DataTypes.DoubleType), List.of("0", "7"), 0);
        assertThat(read(withMissing, "double", Double.NaN, null)).containsExactly(2.0, 2.0);
    }

    @Test
    void rulesRefuseUnsupportedTypes() {
        StructType dates = new StructType().add("c", DataTypes.DateType);
        assertThatThrownBy(() -> FittedColumns.unfitted(
                                dates, NameCase.INSENSITIVE, "it", List.of(new Impute(List.of("c"))))
                        .encoded(dates, NameCase.INSENSITIVE, "it"))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot use column c of it: date; impute accepts numeric columns, booleans, and text"
                        + " that is read as numbers");
    }

    /** Returns a fitted column as written before types were stored. */
    private static FittedColumn old(String rule, String categories) {
        String json = "{\"columns\":[{\"column\":\"c\",\"rule\":{" + rule + "},\"categories\":" + categories
                + ",\"number\":0.0}]}";
        return RecordReader.read(ConfigText.parse(json, "model.json"), FittedColumns.class, "model.json")
                .columns()
                .get(0);
    }

    private static FittedColumn oldIndex(String categories) {
        return old("\"index\":{\"columns\":[\"c\"],\"maxCategories\":9,\"missing\":null}", categories);
    }

    private static void assertRefused(FittedColumn fitted, String type) {
        assertThatThrownBy(() -> read(fitted, type))
                .isInstanceOf(DataException.class)
                .hasMessage(
                        "Cannot use column c of it: " + type + "; the model was saved before column types were stored,"
                                + " so its training type is unknown: train again");
    }

    @Test
    void categoriesOfOldModelsAreRead() {
        FittedColumn numbers = oldIndex("[\"7.0\",\"0.0\"]");
        assertThat(numbers.type()).isNull();
        assertThat(read(numbers, "double", 7.0, 0.0)).containsExactly(1.0, 2.0);
        assertThat(read(numbers, "int", 7)).containsExactly(1.0);
        assertThat(read(numbers, "string", "7", "0.0", "x", "07")).containsExactly(1.0, 2.0, 0.0, 0.0);
        FittedColumn text = oldIndex("[\"01\",\"b \"]");
        assertThat(read(text, "string", "01", "b", "1")).containsExactly(1.0, 2.0, 0.0);
        assertThat(read(oldIndex("[\"true\"]"), "boolean", true)).containsExactly(1.0);
        assertThat(read(oldIndex("[\"2026-01-01\"]"), "date", LocalDate.of(2026, 1, 1)))
                .containsExactly(1.0);
        assertRefused(text, "int");
        assertRefused(oldIndex("[\"1\",\"1.0\"]"), "double");
        assertRefused(oldIndex("[\"2026-01-01 10:00:00.0\"]"), "timestamp");
        assertRefused(oldIndex("[\"2026-01-01 10:00:00.0\"]"), "string");
        assertRefused(oldIndex("[\"[B@1b2c3d\"]"), "binary");
        assertRefused(oldIndex("[\"ArraySeq(1, 2)\"]"), "array<int>");
        assertRefused(oldIndex("[\"WrappedArray(1, 2)\"]"), "string");
    }

    @Test
    void hashesAndOrdinalsOfOldModelsAreRead() {
        FittedColumn hash = old("\"hash\":{\"columns\":[\"c\"],\"buckets\":1000,\"missing\":null}", "[]");
        assertThat(read(hash, "int", 12)).isEqualTo(read(hash, "string", "12"));
        assertRefused(hash, "double");
        assertRefused(hash, "decimal(4,1)");
        assertRefused(hash, "timestamp");
        FittedColumn ordinal = old("\"ordinal\":{\"columns\":[\"c\"],\"values\":[\"0.0\",\"1.0\"]}", "[]");
        assertThat(read(ordinal, "int", 1)).containsExactly(1.0);
        assertThat(read(ordinal, "string", "1.0")).containsExactly(1.0);
        assertRefused(ordinal, "boolean");
    }

    @Test
    void typeIsStored() {
        FittedColumns columns = new FittedColumns(List.of(index("decimal(4,1)", "1")), List.of());
        String json = RecordWriter.write(columns, FittedColumns.class).toString();
        assertThat(json).contains("\"type\":{\"sql\":\"decimal(4,1)\",\"kind\":\"number\"}");
        assertThat(RecordReader.read(ConfigText.parse(json, "it"), FittedColumns.class, "it"))
                .isEqualTo(columns);
    }

    private static FittedColumn dates(String options) {
        String json = "{columns: [{column: c, rule: {dateParts: {columns: [c], parts: [day, hour]" + options + "}}}]}";
        return RecordReader.read(ConfigText.parse(json, "it"), FittedColumns.class, "it")
                .columns()
                .get(0);
    }

    /** Returns day and hour of a cell, or why it is unreadable. */
    private static List<Object> time(String options, String type, Object cell) {
        StructType schema = new StructType().add("c", type(type));
        Object[] cells = new Object[2];
        RowTransform transform = new RowTransform(schema, Map.of(0, dates(options)), List.of(), "it", TOKYO);
        for (int i = 0; i < 2; i++) {
            Object out = transform.apply(RowFactory.create(cell)).get(i);
            cells[i] = out instanceof UnreadableCell unreadable ? unreadable.why() : out;
        }
        return Arrays.asList(cells);
    }

    @Test
    void datesAreReadInTheFormsThatSparkWrites() {
        for (String text : List.of(
                "2026-01-31T10:00:00.000Z",
                "2026-01-31T10:00:00Z",
                "2026-01-31 10:00",
                "2026-01-31 10:00:00",
                " 2026-01-31T10:00:00.1 ",
                "2026-01-31T10:00:00.123456789Z",
                "2026-01-31T19:00:00.000+09:00",
                "2026-01-31 19:00:00+0900",
                "2026-01-31T19:00:00+09",
                "2026-01-31T05:00:00.000-05:00")) {
            assertThat(time("", "string", text)).as(text).containsExactly(31.0, 10.0);
        }
        assertThat(time("", "string", "2026-01-31")).containsExactly(31.0, 0.0);
        assertThat(time("", "string", " ")).containsExactly(null, null);
        for (String text : List.of("2026-02-30", "31.1.2026", "2026-01-31T25:00", "20260131", "now", "1769853600")) {
            assertThat(time("", "string", text).get(0))
                    .isEqualTo("not a date or time in one of the forms " + Times.FORMS
                            + "; set format or epoch in data.columns.dateParts for another one");
        }
    }

    @Test
    void onlyInstantsAreConvertedToTheTimeZone() {
        String tokyo = ", timeZone: Asia/Tokyo";
        Instant instant = Instant.parse("2026-01-31T20:00:00Z");
        assertThat(time(tokyo, "timestamp", instant)).containsExactly(1.0, 5.0);
        assertThat(time("", "timestamp", Timestamp.from(instant))).containsExactly(31.0, 20.0);
        assertThat(time(tokyo, "string", "2026-01-31T20:00:00Z")).containsExactly(1.0, 5.0);
        assertThat(time(tokyo, "string", "2026-01-31 20:00")).containsExactly(31.0, 20.0);
        assertThat(time(tokyo, "timestamp_ntz", LocalDateTime.of(2026, 1, 31, 20, 0)))
                .containsExactly(31.0, 20.0);
        assertThat(time(tokyo, "date", LocalDate.of(2026, 1, 31))).containsExactly(31.0, 0.0);
    }

    @Test
    void numbersAreReadByFormatOrEpoch() {
        assertThat(time(", format: yyyyMMdd", "int", 20260131)).containsExactly(31.0, 0.0);
        assertThat(time(", format: yyyyMMdd", "double", 20260131.0)).containsExactly(31.0, 0.0);
        assertThat(time(", format: yyyyMMdd", "string", " 20260131")).containsExactly(31.0, 0.0);
        assertThat(time(", format: 'dd.MM.yyyy HH:mm'", "string", "31.01.2026 10:30"))
                .containsExactly(31.0, 10.0);
        assertThat(time(", format: \"d MMM yyyy HH XXX\"", "string", "31 Jan 2026 12 +02:00"))
                .containsExactly(31.0, 10.0);
        assertThat(time(", format: yyyy-MM", "string", "2026-02")).containsExactly(1.0, 0.0);
        assertThat(time(", epoch: seconds", "bigint", 1769853600L)).containsExactly(31.0, 10.0);
        assertThat(time(", epoch: seconds", "double", 1769853599.5)).containsExactly(31.0, 9.0);
        assertThat(time(", epoch: milliseconds", "string", "1769853600000")).containsExactly(31.0, 10.0);
        assertThat(time(", epoch: microseconds, timeZone: '+09:00'", "bigint", 1769853600000000L))
                .containsExactly(31.0, 19.0);
        assertThat(time(", epoch: days", "int", 20484)).containsExactly(31.0, 0.0);
        assertThat(time(", epoch: seconds", "double", Double.NaN)).containsExactly(null, null);
        assertThat(time(", format: yyyyMMdd", "int", 20260231).get(0))
                .isEqualTo("not in the format yyyyMMdd of data.columns.dateParts");
        assertThat(time(", epoch: seconds", "bigint", 1769853600000L).get(0))
                .isEqualTo("not seconds since 1970 in the years 1 to 9999; check data.columns.dateParts.epoch");
        assertThat(time(", epoch: days", "double", 1.5).get(0))
                .isEqualTo("not days since 1970 in the years 1 to 9999; check data.columns.dateParts.epoch");
        assertThat(time(", epoch: days", "double", Double.POSITIVE_INFINITY).get(0))
                .isEqualTo("not a number; data.columns.dateParts.epoch reads days");
    }

    @ParameterizedTest
    @CsvSource({
        "', timeZone: Mars', 'Invalid data.columns.dateParts.timeZone: Mars (must be a time zone such as UTC, Europe/Zurich or +09:00)'",
        "', format: bbb', 'Invalid data.columns.dateParts.format: bbb'",
        "', format: yyyy, epoch: days', 'Invalid data.columns.dateParts.format: yyyy (epoch is set too; set one of them)'"
    })
    void dateOptionsAreValidated(String options, String message) {
        assertThatThrownBy(() -> dates(options))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }
}
