package io.kindling.driver.data.column;

import io.kindling.trainer.error.ConfigurationException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.apache.spark.sql.types.StructField;

/**
 * Parts of a date or time as numbers, in columns such as {@code signup.year}. Text has the form {@code 2024-02-29} or
 * {@code 2024-02-29 13:45:00.5}, with a space or T between date and time and an optional offset, as in
 * {@code 2024-02-29T13:45:00.000Z}. Dates, text without an offset and timestamps without a time zone are used without
 * conversion. Timestamps and text with an offset are converted to {@code timeZone}. Numbers need {@code format} or
 * {@code epoch}.
 *
 * @param columns columns of dates, timestamps, text or numbers
 * @param parts parts, in the order of the resulting columns; default year, month, dayOfWeek
 * @param cyclical whether periodic parts are encoded as sine and cosine, {@code signup.month.sin} and
 *     {@code signup.month.cos}, so that December is next to January; default false
 * @param timeZone time zone in which instants are read, such as Europe/Zurich or +09:00; default UTC
 * @param format pattern for text and whole numbers, as in Java's DateTimeFormatter and Spark: {@code yyyyMMdd} for
 *     20260131; null, the default, for the forms above
 * @param epoch unit of numbers that count from 1970-01-01T00:00:00Z; null, the default, for columns without such
 *     numbers
 */
public record DateParts(
        List<String> columns, List<Part> parts, boolean cyclical, String timeZone, String format, Epoch epoch)
        implements ColumnRule {

    /** A part of a date. */
    public enum Part {
        YEAR("year", 0, 0),
        /** Month of the year, from 1. */
        MONTH("month", 1, 12),
        /** Day of the month, from 1. */
        DAY("day", 1, 31),
        /** Day of the week, from 1 for Monday. */
        DAY_OF_WEEK("dayOfWeek", 1, 7),
        /** Hour of the day, from 0; 0 for a date without time. */
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

    /** Unit of numbers that count from 1970-01-01T00:00:00Z. */
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

    /** Creates a rule in UTC without format and epoch. */
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
            if (isPeriodic(part)) {
                fields.add(Cells.number(name + ".sin"));
                fields.add(Cells.number(name + ".cos"));
            } else {
                fields.add(Cells.number(name));
            }
        }
        return fields;
    }

    private boolean isPeriodic(Part part) {
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
            if (isPeriodic(part)) {
                double angle = time == null ? 0 : 2 * Math.PI * (part.of(time) - part.first) / part.period;
                cells[next++] = time == null ? null : StrictMath.sin(angle);
                cells[next++] = time == null ? null : StrictMath.cos(angle);
            } else {
                cells[next++] = time == null ? null : (double) part.of(time);
            }
        }
    }
}
