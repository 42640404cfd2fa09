package io.kindling.driver.data.column;

import io.kindling.driver.data.row.UnreadableCell;
import java.io.Serializable;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.Temporal;
import java.util.Locale;

/** Converts text, dates and times to the canonical text of another type. */
final class TextReader implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ValueType type;
    private final ZoneId zone;

    /**
     * Creates a reader.
     *
     * @param type type of the values
     * @param zone time zone for conversion between local times and instants
     */
    TextReader(ValueType type, ZoneId zone) {
        this.type = type;
        this.zone = zone;
    }

    /** Whether values of the type can be read from text. */
    boolean readsText() {
        return type.isTime()
                || type.is(CanonicalType.TEXT)
                || type.is(CanonicalType.NUMBER)
                || type.is(CanonicalType.BOOLEAN)
                || type.is(CanonicalType.TIME);
    }

    /**
     * Returns the canonical text of the value in a text; null for blank text and NaN.
     *
     * @throws UnreadableCell if the text is not a value of the type
     */
    String ofText(Object cell) {
        if (cell == null || cell.toString().isBlank()) {
            return null;
        }
        String text = cell.toString().strip();
        return switch (type.kind()) {
            case CanonicalType.TEXT -> text;
            case CanonicalType.NUMBER -> number(text);
            case CanonicalType.BOOLEAN -> truth(text);
            case CanonicalType.TIME -> timeOfDay(text);
            default -> ofTime(time(text), text);
        };
    }

    /**
     * Returns the canonical text of a date or time.
     *
     * @param value date or time; null if missing
     * @throws UnreadableCell if the type is a date and the time is not midnight
     */
    String ofTime(Temporal value, Object shown) {
        if (value == null) {
            return null;
        }
        return switch (type.kind()) {
            case CanonicalType.TIMESTAMP -> Times.text(Times.instant(value, zone));
            case CanonicalType.TIMESTAMP_NTZ -> Times.text(Times.local(value, zone));
            default -> date(Times.local(value, zone), shown).toString();
        };
    }

    /** Returns the date or time in a cell of a table; null if missing. */
    static Temporal temporal(ValueType type, Object cell) {
        if (cell == null) {
            return null;
        }
        return switch (type.kind()) {
            case CanonicalType.DATE -> Times.date(cell);
            case CanonicalType.TIMESTAMP -> Times.instant(cell);
            default -> (LocalDateTime) cell;
        };
    }

    private String number(String text) {
        try {
            return NumberText.parse(text, type.sql());
        } catch (NumberFormatException e) {
            throw unreadable(text, "not a number");
        }
    }

    private String truth(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.equals("true") && !lower.equals("false")) {
            throw unreadable(text, "not true or false");
        }
        return lower;
    }

    private String timeOfDay(String text) {
        LocalTime time = Times.parseTime(text);
        if (time == null) {
            throw unreadable(text, "not a time such as 10:00:00");
        }
        return Times.text(time);
    }

    private Temporal time(String text) {
        Temporal time = Times.parse(text);
        if (time == null) {
            throw unreadable(text, "not a date or time in one of the forms " + Times.FORMS);
        }
        return time;
    }

    private LocalDate date(LocalDateTime time, Object shown) {
        if (!time.toLocalTime().equals(LocalTime.MIDNIGHT)) {
            String value = shown instanceof String ? "'" + shown + "'" : time + " in " + zone;
            throw new UnreadableCell(value, "not a date: the model was trained on dates, and the time is not midnight");
        }
        return time.toLocalDate();
    }

    private UnreadableCell unreadable(String text, String why) {
        return new UnreadableCell("'" + text + "'", why + "; the model was trained on " + type.sql());
    }

    /** Whether a text is the canonical text of a value of the type. */
    boolean isCanonical(String text) {
        try {
            return readsText() && text.equals(ofText(text));
        } catch (UnreadableCell e) {
            return false;
        }
    }
}
