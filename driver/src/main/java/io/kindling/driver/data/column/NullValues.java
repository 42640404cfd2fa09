package io.kindling.driver.data.column;

import io.kindling.driver.data.row.DecimalText;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The values that stand for a missing one, such as {@code NA} or -999. A cell is missing if its text without the blanks around it is one of them, or if it is a number, or the text of one,
 * that equals one of them. Arrays, vectors and bytes are left as they are.
 */
final class NullValues implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Set<String> texts = new HashSet<>();
    private final List<BigDecimal> numbers = new ArrayList<>();

    NullValues(List<String> values) {
        for (String value : values) {
            String text = value.strip();
            texts.add(text);
            exact(text).ifPresent(numbers::add);
        }
    }

    private static Optional<BigDecimal> exact(String text) {
        try {
            return Double.isFinite(number(text)) ? Optional.of(new BigDecimal(text)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The number that a text is; NaN for any other. */
    private static double number(String text) {
        try {
            return DecimalText.parse(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** The cell, or null where it stands for a missing value. */
    Object present(Object cell) {
        if (cell instanceof Number number) {
            return isMissing(number) ? null : cell;
        }
        if (cell instanceof String text) {
            return isMissing(text.strip()) ? null : cell;
        }
        boolean scalar = cell instanceof Boolean
                || cell instanceof java.util.Date
                || cell instanceof java.time.temporal.Temporal;
        return scalar && texts.contains(cell.toString()) ? null : cell;
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
