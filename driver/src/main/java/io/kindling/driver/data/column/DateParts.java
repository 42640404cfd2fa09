package io.kindling.driver.data.column;

import io.kindling.trainer.error.ConfigurationException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.apache.spark.sql.types.StructField;

/**
 * Numbers of a date or time, in columns named after it: {@code signup.year}. Text is read as {@code 2024-02-29} or {@code 2024-02-29 13:45:00.5}, also with a T between and with an offset behind, {@code
 * 2024-02-29T13:45:00.000Z}. Dates, text without an offset and timestamps without a time zone count as they stand; timestamps and text with an offset are moved into {@code timeZone}. Numbers need {@code format} or {@code epoch}.
 *
 * @param columns of dates, timestamps, text or numbers
 * @param parts in this order; default year, month, dayOfWeek
 * @param cyclical whether a part that comes round becomes sine and cosine of its place in its circle, {@code signup.month.sin} and {@code signup.month.cos}, so that December is next to January; default
 *     false
 * @param timeZone in which instants are read, such as Europe/Zurich or +09:00; default UTC
 * @param format pattern of text and whole numbers as Java's DateTimeFormatter and Spark write it, {@code yyyyMMdd} for 20260131; null, the default, for the forms above
 * @param epoch unit in which numbers count from 1970-01-01T00:00:00Z; null, the default, for columns that do not count
 */
public record DateParts(
        List<String> columns, List<Part> parts, boolean cyclical, String timeZone, String format, Epoch epoch)
        implements ColumnRule {

    /** One number of a date. */
    public enum Part {
        YEAR("year", 0, 0),
        /** From 1. */
        MONTH("month", 1, 12),
        /** Of the month, from 1. */
        DAY("day", 1, 31),
        /** From 1, Monday. */
        DAY_OF_WEEK("dayOfWeek", 1, 7),
        /** From 0; 0 for a date without time. */
        HOUR("hour", 0, 24);

        private final String column;
        private final int first;
        private final int period;

        Part(String column, int first, int period) {
            this.column = column;
            this.first = first;
            this.period = period;
        }

        private int of(LocalDateTime time) {
            return switch (this) {
                case YEAR -> time.getYear();
                case MONTH -> time.getMonthValue();
                case DAY -> time.getDayOfMonth();
                case DAY_OF_WEEK -> time.getDayOfWeek().getValue();
                case HOUR -> time.getHour();
            };
        }
    }

    /** What numbers count. */
    public enum Epoch {
        SECONDS,
        MILLISECONDS,
        MICROSECONDS,
        DAYS
    }

    public DateParts {
        columns = List.copyOf(columns);
        parts = List.copyOf(parts);
        if (parts.isEmpty() || new HashSet<>(parts).size() < parts.size()) {
            throw new ConfigurationException(
                    "Invalid data.columns.dateParts.parts: " + parts + " (must be at least one, all different)");
        }
        if (format != null && epoch != null) {
            throw new ConfigurationException(
                    "Invalid data.columns.dateParts.format: " + format + " (epoch is set too; set one of them)");
        }
        DateReader.requireTimeZone(timeZone);
        if (format != null) {
            DateReader.requireFormat(format);
        }
    }

    public DateParts(List<String> columns) {
        this(columns, List.of(Part.YEAR, Part.MONTH, Part.DAY_OF_WEEK), false);
    }

    /** Parts of dates and times as they stand, or in UTC. */
    public DateParts(List<String> columns, List<Part> parts, boolean cyclical) {
        this(columns, parts, cyclical, "UTC", null, null);
    }

    @Override
    public boolean isScaled() {
        return true;
    }

    @Override
    public List<StructField> fields(String column) {
        List<StructField> fields = new ArrayList<>();
        for (Part part : parts) {
            String name = column + "." + part.column;
            if (circles(part)) {
                fields.add(Cells.number(name + ".sin"));
                fields.add(Cells.number(name + ".cos"));
            } else {
                fields.add(Cells.number(name));
            }
        }
        return fields;
    }

    private boolean circles(Part part) {
        return cyclical && part.period > 0;
    }

    @Override
    public CellEncoder encoder(FittedColumn fitted, TableColumn column) {
        DateReader reader = new DateReader(this, column);
        return (cell, cells, at) -> encode(reader.time(cell), cells, at);
    }

    private void encode(LocalDateTime time, Object[] cells, int at) {
        int next = at;
        for (Part part : parts) {
            if (circles(part)) {
                double angle = time == null ? 0 : 2 * Math.PI * (part.of(time) - part.first) / part.period;
                cells[next++] = time == null ? null : StrictMath.sin(angle);
                cells[next++] = time == null ? null : StrictMath.cos(angle);
            } else {
                cells[next++] = time == null ? null : (double) part.of(time);
            }
        }
    }
}
