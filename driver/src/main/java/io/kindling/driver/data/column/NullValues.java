package io.kindling.driver.data.column;

import io.kindling.driver.data.source.DecimalText;
import java.io.Serializable;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Values that represent a missing value, such as {@code NA} or -999. A cell is missing if its text without surrounding
 * whitespace is one of them, or if it equals one of them as a number, as text with a number, or as a date or time.
 * Arrays, vectors and bytes are not changed.
 */
final class NullValues implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Set<String> texts = new HashSet<>();
    private final List<BigDecimal> numbers = new ArrayList<>();
    private final List<Temporal> times = new ArrayList<>();
    private final ZoneId zone;

    /**
     * Creates the values for the cells of a table.
     *
     * @param zone time zone of the session, for times without an offset
     */
    NullValues(List<String> values, ZoneId zone) {
        this.zone = zone;
        for (String value : values) {
            String text = value.strip();
            texts.add(text);
            exact(text).ifPresent(numbers::add);
            Temporal time = Times.parse(text);
            if (time != null) {
                times.add(time);
            }
        }
    }

    private static Optional<BigDecimal> exact(String text) {
        try {
            return Double.isFinite(number(text)) ? Optional.of(new BigDecimal(text)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Returns the number in a text; NaN for other text. */
    private static double number(String text) {
        try {
            return DecimalText.parse(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** Returns the cell, or null if it represents a missing value. */
    Object present(Object cell) {
        if (cell instanceof Number number) {
            return isMissing(number) ? null : cell;
        }
        if (cell instanceof String text) {
            return isMissing(text.strip()) ? null : cell;
        }
        if (cell instanceof Timestamp || cell instanceof Instant) {
            Instant instant = Times.instant(cell);
            return times.stream().anyMatch(time -> Times.instant(time, zone).equals(instant)) ? null : cell;
        }
        if (cell instanceof Date || cell instanceof LocalDate || cell instanceof LocalDateTime) {
            LocalDateTime local =
                    cell instanceof LocalDateTime time ? time : Times.date(cell).atStartOfDay();
            return times.stream().anyMatch(time -> Times.local(time, zone).equals(local)) ? null : cell;
        }
        return cell instanceof Boolean && texts.contains(cell.toString()) ? null : cell;
    }

    private boolean isMissing(String text) {
        if (texts.contains(text)) {
            return true;
        }
        boolean mayBeNumber = !numbers.isEmpty() && !text.isEmpty() && "+-.0123456789".indexOf(text.charAt(0)) >= 0;
        return mayBeNumber && isMissing(number(text));
    }

    private boolean isMissing(Number cell) {
        double value = cell.doubleValue();
        if (Double.isNaN(value)) {
            return texts.contains("NaN");
        }
        for (BigDecimal number : numbers) {
            if (cell instanceof Float ? number.floatValue() == value : number.doubleValue() == value) {
                return !(cell instanceof Long || cell instanceof BigDecimal)
                        || number.compareTo(new BigDecimal(cell.toString())) == 0;
            }
        }
        return false;
    }
}
