package io.kindling.driver.data.column;

import io.kindling.driver.data.row.VectorCells;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.CalendarIntervalType;
import org.apache.spark.sql.types.CharType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.VarcharType;
import org.apache.spark.sql.types.YearMonthIntervalType;
import org.apache.spark.unsafe.types.CalendarInterval;
import scala.Tuple2;

/**
 * Canonical text of the values of a SQL type. Categories are compared by it. Two values have the same text only if they
 * are equal. The text does not depend on the Java class of the value, the time zone, the locale or the Scala version.
 * All numeric types have the same kind, so their texts can be compared.
 *
 * <p>Types that this JVM may lack, such as TIME of Spark 4.1, are identified by their class name.
 */
final class CanonicalType {
    static final String NUMBER = "number";
    static final String BOOLEAN = "boolean";
    static final String TEXT = "text";
    static final String DATE = "date";
    static final String TIMESTAMP = "timestamp";
    static final String TIMESTAMP_NTZ = "timestampNtz";
    static final String TIME = "time";
    /** Kind of a column that contains only NULL. */
    static final String VOID = "void";
    /** Kind of a type without canonical text. */
    static final String OTHER = "other";

    private final String kind;
    private final CellText text;

    private CanonicalType(String kind, CellText text) {
        this.kind = kind;
        this.text = text;
    }

    /**
     * Returns the canonical texts of a type; empty for types without one: VARIANT, objects and most user-defined types.
     */
    static Optional<CanonicalType> find(DataType type) {
        if (type instanceof ArrayType array) {
            return find(array.elementType()).map(CanonicalType::array);
        }
        if (type instanceof MapType map) {
            return find(map.keyType()).flatMap(key -> find(map.valueType()).map(value -> map(key, value)));
        }
        return type instanceof StructType struct ? struct(struct) : atomic(type);
    }

    private static Optional<CanonicalType> atomic(DataType type) {
        if (type instanceof NumericType) {
            return of(NUMBER, NumberText::of);
        }
        if (type instanceof StringType || type instanceof CharType || type instanceof VarcharType) {
            return of(TEXT, CanonicalType::stripped);
        }
        if (type instanceof BooleanType) {
            return of(BOOLEAN, Object::toString);
        }
        if (type instanceof DateType) {
            return of(DATE, cell -> Times.date(cell).toString());
        }
        if (type instanceof TimestampType) {
            return of(TIMESTAMP, cell -> Times.text(Times.instant(cell)));
        }
        if (type instanceof TimestampNTZType) {
            return of(TIMESTAMP_NTZ, cell -> Times.text((LocalDateTime) cell));
        }
        if (type instanceof BinaryType) {
            return of("binary", cell -> "0x" + HexFormat.of().formatHex((byte[]) cell));
        }
        if (type instanceof DayTimeIntervalType) {
            return of("dayTimeInterval", Object::toString);
        }
        if (type instanceof YearMonthIntervalType) {
            return of("yearMonthInterval", cell -> ((Period) cell).normalized().toString());
        }
        if (type instanceof CalendarIntervalType) {
            return of("calendarInterval", CanonicalType::interval);
        }
        return type instanceof NullType ? of(VOID, cell -> null) : named(type);
    }

    private static Optional<CanonicalType> named(DataType type) {
        return switch (type.getClass().getSimpleName()) {
            case "TimeType" -> of(TIME, cell -> Times.text((LocalTime) cell));
            case "VectorUDT" -> of("vector", CanonicalType::vector);
            default -> Optional.empty();
        };
    }

    private static Optional<CanonicalType> of(String kind, CellText present) {
        return Optional.of(new CanonicalType(kind, cell -> cell == null ? null : present.of(cell)));
    }

    /** Kind of the texts. Texts of the same kind can be compared. */
    String kind() {
        return kind;
    }

    /** Returns the text of a cell; null for NULL, NaN and blank text. */
    CellText text() {
        return text;
    }

    private static String stripped(Object cell) {
        String text = cell.toString().strip();
        return text.isEmpty() ? null : text;
    }

    private static String interval(Object cell) {
        CalendarInterval interval = (CalendarInterval) cell;
        return interval.months + " months " + interval.days + " days " + interval.microseconds + " microseconds";
    }

    /** Returns the size and the non-zero entries, so a sparse vector has the same text as an equal dense vector. */
    private static String vector(Object cell) {
        double[] values = VectorCells.toArray(cell);
        return values.length
                + IntStream.range(0, values.length)
                        .filter(i -> values[i] != 0)
                        .mapToObj(i -> i + ":" + (Double.isNaN(values[i]) ? "NaN" : NumberText.of(values[i])))
                        .collect(Collectors.joining(",", "[", "]"));
    }

    private static CanonicalType array(CanonicalType element) {
        CellText texts = element.nested();
        return of(
                        "array<" + element.kind + ">",
                        cell -> elements(cell).stream().map(texts::of).collect(Collectors.joining(",", "[", "]")))
                .orElseThrow();
    }

    /** Entries are sorted by the text of their key. */
    private static CanonicalType map(CanonicalType key, CanonicalType value) {
        CellText keys = key.nested();
        CellText values = value.nested();
        return of(
                        "map<" + key.kind + "," + value.kind + ">",
                        cell -> entries(cell).stream()
                                .map(entry -> keys.of(entry._1()) + ":" + values.of(entry._2()))
                                .sorted()
                                .collect(Collectors.joining(",", "{", "}")))
                .orElseThrow();
    }

    /** Fields are sorted by name, so their order in the table does not matter. */
    private static Optional<CanonicalType> struct(StructType type) {
        StructField[] fields = type.fields();
        int[] order = IntStream.range(0, fields.length)
                .boxed()
                .sorted(Comparator.comparing(i -> fields[i].name()))
                .mapToInt(Integer::intValue)
                .toArray();
        List<CanonicalType> types = new ArrayList<>();
        for (int i : order) {
            Optional<CanonicalType> found = find(fields[i].dataType());
            if (found.isEmpty()) {
                return Optional.empty();
            }
            types.add(found.get());
        }
        String[] names =
                Arrays.stream(order).mapToObj(i -> quoted(fields[i].name())).toArray(String[]::new);
        CellText[] texts = types.stream().map(CanonicalType::nested).toArray(CellText[]::new);
        String kinds = IntStream.range(0, names.length)
                .mapToObj(i -> names[i] + ":" + types.get(i).kind)
                .collect(Collectors.joining(","));
        return of("struct<" + kinds + ">", cell -> {
            Row row = (Row) cell;
            return IntStream.range(0, names.length)
                    .mapToObj(i -> names[i] + ":" + texts[i].of(row.get(order[i])))
                    .collect(Collectors.joining(",", "{", "}"));
        });
    }

    /**
     * Returns the text of a nested value, which is never missing: null, NaN, an unquoted number or boolean, or quoted
     * text.
     */
    private CellText nested() {
        CellText own = text;
        boolean number = kind.equals(NUMBER);
        boolean bare = number || kind.equals(BOOLEAN) || kind.indexOf('<') >= 0;
        return cell -> {
            String part = own.of(cell);
            if (cell == null || (part == null && number)) {
                return cell == null ? "null" : "NaN";
            }
            return bare ? part : quoted(part == null ? "" : part);
        };
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Returns the elements of an array, which is a Scala sequence or a Java list. */
    private static List<Object> elements(Object cell) {
        List<Object> elements = new ArrayList<>();
        if (cell instanceof scala.collection.Iterable<?> scala) {
            scala.collection.Iterator<?> all = scala.iterator();
            while (all.hasNext()) {
                elements.add(all.next());
            }
        } else {
            elements.addAll((List<?>) cell);
        }
        return elements;
    }

    private static List<Tuple2<?, ?>> entries(Object cell) {
        List<Tuple2<?, ?>> entries = new ArrayList<>();
        if (cell instanceof Map<?, ?> map) {
            map.forEach((key, value) -> entries.add(new Tuple2<>(key, value)));
        } else {
            elements(cell).forEach(entry -> entries.add((Tuple2<?, ?>) entry));
        }
        return entries;
    }
}
