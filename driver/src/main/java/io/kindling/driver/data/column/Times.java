package io.kindling.driver.data.column;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;

/**
 * Reads dates and times from cells and text. A date is a {@link LocalDate}, a time without time zone a
 * {@link LocalDateTime}, an instant an {@link Instant}. Depending on {@code spark.sql.datetime.java8API.enabled}, Spark
 * returns {@code java.sql} or {@code java.time} classes. Both give the same value in every time zone of the JVM.
 */
final class Times {
    /** The supported forms of text. */
    static final String FORMS =
            "2026-01-31, 2026-01-31 10:00, or 2026-01-31T10:00:00.123456, with an offset such as Z or +09:00 or without";

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(Locale.ROOT);
    private static final DateTimeFormatter LOCAL_TIME = new DateTimeFormatterBuilder()
            .appendPattern("HH:mm")
            .optionalStart()
            .appendPattern(":ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .optionalEnd()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter TEXT = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .optionalStart()
            .appendLiteral('T')
            .append(LOCAL_TIME)
            .appendPattern("[XXX][XX][X]")
            .optionalEnd()
            .toFormatter(Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);

    private Times() {}

    /** Returns the value of a DATE cell. */
    static LocalDate date(Object cell) {
        return cell instanceof Date date ? LocalDate.ofEpochDay(DateTimeUtils.fromJavaDate(date)) : (LocalDate) cell;
    }

    /** Returns the value of a TIMESTAMP cell. */
    static Instant instant(Object cell) {
        return cell instanceof Timestamp timestamp
                ? Instant.EPOCH.plus(DateTimeUtils.fromJavaTimestamp(timestamp), ChronoUnit.MICROS)
                : (Instant) cell;
    }

    /** Returns the date, local time or instant in a text; null if the text has none of the {@link #FORMS}. */
    static Temporal parse(String text) {
        try {
            TemporalAccessor parsed = TEXT.parseBest(
                    text.strip().replaceFirst(" ", "T"), OffsetDateTime::from, LocalDateTime::from, LocalDate::from);
            return parsed instanceof OffsetDateTime time ? time.toInstant() : (Temporal) parsed;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** Returns the time of day in a text; null if there is none. */
    static LocalTime parseTime(String text) {
        try {
            return LocalTime.parse(text.strip(), LOCAL_TIME);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** Returns the local time: midnight of a date, or the local time of an instant in a time zone. */
    static LocalDateTime local(Temporal value, ZoneId zone) {
        if (value instanceof Instant instant) {
            return LocalDateTime.ofInstant(instant, zone);
        }
        return value instanceof LocalDate date ? date.atStartOfDay() : (LocalDateTime) value;
    }

    /** Returns the instant of a local time in a time zone. */
    static Instant instant(Temporal value, ZoneId zone) {
        return value instanceof Instant instant
                ? instant
                : local(value, zone).atZone(zone).toInstant();
    }

    static String text(Instant instant) {
        return text(LocalDateTime.ofInstant(instant, ZoneOffset.UTC)) + "Z";
    }

    static String text(LocalDateTime time) {
        return time.toLocalDate() + "T" + text(time.toLocalTime());
    }

    static String text(LocalTime time) {
        return TIME.format(time);
    }
}
