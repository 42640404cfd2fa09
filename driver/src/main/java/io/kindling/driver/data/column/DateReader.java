package io.kindling.driver.data.column;

import io.kindling.driver.data.column.DateParts.Epoch;
import io.kindling.driver.data.row.UnreadableCell;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;

/** Reads the cells of a column as local times in the time zone of a {@link DateParts} rule. */
final class DateReader implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int MAX_YEAR = 9999;
    private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000);

    private final ValueType type;
    private final ZoneId zone;
    private final String format;
    private final Epoch epoch;
    private transient DateTimeFormatter formatter;

    /**
     * Creates a reader.
     *
     * @throws DataException if the type of the column holds no dates, or holds numbers and the rule has neither format
     *     nor epoch
     */
    DateReader(DateParts rule, TableColumn column) {
        this.type = column.type();
        this.zone = ZoneId.of(rule.timeZone());
        this.format = rule.format();
        this.epoch = rule.epoch();
        if (type.is(CanonicalType.NUMBER) && format == null && epoch == null) {
            throw column.refused(
                    "dateParts needs the meaning of the numbers: set format, such as yyyyMMdd for 20260131, or"
                            + " epoch: seconds, milliseconds, microseconds or days");
        }
        boolean text = type.is(CanonicalType.TEXT) || type.is(CanonicalType.NUMBER);
        if (!text && !type.isTime() && !type.is(CanonicalType.VOID)) {
            throw column.refused("dateParts reads dates, timestamps and text, and numbers with format or epoch");
        }
    }

    static void requireTimeZone(String zone) {
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new ConfigurationException("Invalid data.columns.dateParts.timeZone: " + zone
                    + " (must be a time zone such as UTC, Europe/Zurich or +09:00)");
        }
    }

    static void requireFormat(String format) {
        try {
            formatter(format);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("Invalid data.columns.dateParts.format: " + format + " (" + e.getMessage()
                    + "; must be a pattern such as yyyyMMdd or dd.MM.yyyy HH:mm)");
        }
    }

    private static DateTimeFormatter formatter(String format) {
        return new DateTimeFormatterBuilder()
                .parseCaseInsensitive()
                .appendPattern(format)
                .parseDefaulting(ChronoField.ERA, 1)
                .toFormatter(Locale.US)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    /**
     * Returns the local time of a cell; null if it is missing.
     *
     * @throws UnreadableCell if the cell is not a time
     */
    LocalDateTime time(Object cell) {
        if (type.isTime()) {
            Temporal value = TextReader.temporal(type, cell);
            return value == null ? null : Times.local(value, zone);
        }
        String text = cell == null ? null : type.is(CanonicalType.NUMBER) ? NumberText.of(cell) : stripped(cell);
        if (text == null) {
            return null;
        }
        if (epoch != null) {
            return counted(text);
        }
        return format == null ? written(text) : formatted(text);
    }

    private static String stripped(Object cell) {
        String text = cell.toString().strip();
        return text.isEmpty() ? null : text;
    }

    private LocalDateTime written(String text) {
        Temporal time = Times.parse(text);
        if (time == null) {
            throw unreadable(
                    text,
                    "not a date or time in one of the forms " + Times.FORMS
                            + "; set format or epoch in data.columns.dateParts for another one");
        }
        return Times.local(time, zone);
    }

    private LocalDateTime formatted(String text) {
        if (formatter == null) {
            formatter = formatter(format);
        }
        try {
            TemporalAccessor parsed = formatter.parse(text);
            LocalTime time = parsed.query(TemporalQueries.localTime());
            LocalDateTime local = date(parsed).atTime(time == null ? LocalTime.MIDNIGHT : time);
            ZoneId own = parsed.query(TemporalQueries.zone());
            return own == null ? local : Times.local(local.atZone(own).toInstant(), zone);
        } catch (DateTimeException e) {
            throw unreadable(text, "not in the format " + format + " of data.columns.dateParts");
        }
    }

    /** Returns the date. A missing month or day is 1. */
    private static LocalDate date(TemporalAccessor parsed) {
        LocalDate date = parsed.query(TemporalQueries.localDate());
        return date != null
                ? date
                : LocalDate.of(
                        parsed.get(ChronoField.YEAR),
                        parsed.isSupported(ChronoField.MONTH_OF_YEAR) ? parsed.get(ChronoField.MONTH_OF_YEAR) : 1,
                        parsed.isSupported(ChronoField.DAY_OF_MONTH) ? parsed.get(ChronoField.DAY_OF_MONTH) : 1);
    }

    private LocalDateTime counted(String text) {
        try {
            BigDecimal count = new BigDecimal(text);
            LocalDateTime time = epoch == Epoch.DAYS
                    ? LocalDate.ofEpochDay(count.longValueExact()).atStartOfDay()
                    : Times.local(instant(count), zone);
            if (time.getYear() < 1 || time.getYear() > MAX_YEAR) {
                throw new DateTimeException("year " + time.getYear());
            }
            return time;
        } catch (NumberFormatException e) {
            throw unreadable(text, "not a number; data.columns.dateParts.epoch reads " + unit());
        } catch (ArithmeticException | DateTimeException e) {
            throw unreadable(
                    text,
                    "not " + unit() + " since 1970 in the years 1 to " + MAX_YEAR
                            + "; check data.columns.dateParts.epoch");
        }
    }

    private String unit() {
        return epoch.name().toLowerCase(Locale.ROOT);
    }

    private Instant instant(BigDecimal count) {
        int digits = epoch == Epoch.SECONDS ? 9 : epoch == Epoch.MILLISECONDS ? 6 : 3;
        BigInteger nanos =
                count.movePointRight(digits).setScale(0, RoundingMode.FLOOR).toBigInteger();
        BigInteger[] parts = nanos.divideAndRemainder(NANOS);
        return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValueExact());
    }

    private static UnreadableCell unreadable(String text, String why) {
        return new UnreadableCell("'" + text + "'", why);
    }
}
