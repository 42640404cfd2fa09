package io.kindling.driver.data.column;

import io.kindling.trainer.error.ConfigurationException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.apache.spark.sql.types.StructField;

/**
 * Numbers of a date or time, in columns named after it: {@code signup.year}. Text is read as {@code 2024-02-29}, {@code 2024-02-29 13:45:00} or with a T between; timestamps are read in UTC, wherever the
 * cluster is.
 *
 * @param columns of dates, timestamps or text
 * @param parts in this order; default year, month, dayOfWeek
 * @param cyclical whether a part that comes round becomes sine and cosine of its place in its circle, {@code signup.month.sin} and {@code signup.month.cos}, so that December is next to January; default
 *     false
 */
public record DateParts(List<String> columns, List<Part> parts, boolean cyclical) implements ColumnRule {

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

    public DateParts {
        columns = List.copyOf(columns);
        parts = List.copyOf(parts);
        if (parts.isEmpty() || new HashSet<>(parts).size() < parts.size()) {
            throw new ConfigurationException(
                    "Invalid data.columns.dateParts.parts: " + parts + " (must be at least one, all different)");
        }
    }

    public DateParts(List<String> columns) {
        this(columns, List.of(Part.YEAR, Part.MONTH, Part.DAY_OF_WEEK), false);
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
    public CellEncoder encoder(FittedColumn fitted) {
        return this::encode;
    }

    private void encode(Object cell, Object[] cells, int at) {
        LocalDateTime time = time(cell);
        int next = at;
        for (Part part : parts) {
            if (time == null) {
                cells[next++] = cell;
                if (circles(part)) {
                    cells[next++] = cell;
                }
            } else if (circles(part)) {
                double angle = 2 * Math.PI * (part.of(time) - part.first) / part.period;
                cells[next++] = StrictMath.sin(angle);
                cells[next++] = StrictMath.cos(angle);
            } else {
                cells[next++] = (double) part.of(time);
            }
        }
    }

    /** Null where the cell holds no time. */
    private static LocalDateTime time(Object cell) {
        if (cell instanceof LocalDateTime time) {
            return time;
        }
        if (cell instanceof LocalDate date) {
            return date.atStartOfDay();
        }
        if (cell instanceof java.sql.Date date) {
            return date.toLocalDate().atStartOfDay();
        }
        if (cell instanceof java.sql.Timestamp timestamp) {
            return LocalDateTime.ofInstant(timestamp.toInstant(), ZoneOffset.UTC);
        }
        if (cell instanceof Instant instant) {
            return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        }
        return cell instanceof String text ? parse(text.strip()) : null;
    }

    private static LocalDateTime parse(String text) {
        try {
            return text.length() > 10
                    ? LocalDateTime.parse(text.replace(' ', 'T'))
                    : LocalDate.parse(text).atStartOfDay();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
