package io.kindling.driver.data.column;

import io.kindling.driver.data.source.DecimalText;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;

/**
 * Canonical text of numbers: the shortest decimal without trailing zeros. Equal values have equal texts, regardless of
 * their type: {@code 1}, {@code 1.0} and {@code 1.00} are {@code 1}; {@code 0.1} as float and as double is {@code 0.1};
 * {@code -0.0} is {@code 0}. Numbers from 1e40 and below 1e-40 have an exponent: {@code 1.5E+300}. A whole
 * floating-point number below 2^63 has all digits of its value.
 */
final class NumberText {
    private static final int MAX_PLAIN_EXPONENT = 40;
    private static final int DOUBLE_DIGITS = 15;
    private static final int MAX_DOUBLE_DIGITS = 17;
    private static final int FLOAT_DIGITS = 6;
    private static final int MAX_FLOAT_DIGITS = 9;
    private static final double LONG_RANGE = 0x1p63;

    private static final List<RoundingMode> MODES = List.of(RoundingMode.HALF_EVEN, RoundingMode.UP);

    private NumberText() {}

    /** Returns the text of a number of any SQL type; null for NaN. */
    static String of(Object number) {
        if (number instanceof Float value) {
            return of(value.floatValue());
        }
        if (number instanceof Double value) {
            return of(value.doubleValue());
        }
        if (number instanceof BigDecimal value) {
            return of(value);
        }
        return Long.toString(((Number) number).longValue());
    }

    private static String of(BigDecimal value) {
        if (value.signum() == 0) {
            return "0";
        }
        BigDecimal stripped = value.stripTrailingZeros();
        int exponent = stripped.precision() - stripped.scale() - 1;
        return Math.abs(exponent) < MAX_PLAIN_EXPONENT ? stripped.toPlainString() : stripped.toString();
    }

    private static String of(double value) {
        return isPlain(value) ? plain(value) : of(shortest(value));
    }

    private static String of(float value) {
        return isPlain(value) ? plain(value) : of(shortest(value));
    }

    private static boolean isPlain(double value) {
        return !Double.isFinite(value) || (value == Math.rint(value) && Math.abs(value) < LONG_RANGE);
    }

    private static String plain(double value) {
        if (Double.isNaN(value)) {
            return null;
        }
        return Double.isInfinite(value) ? (value > 0 ? "Infinity" : "-Infinity") : Long.toString((long) value);
    }

    /**
     * Returns the shortest decimal with at least 15 digits that parses to the value, and the nearest of these.
     * Double.toString returns too many digits before JDK 19. At a power of two, the nearest decimal can belong to the
     * next smaller double although the decimal above does not.
     */
    private static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = DOUBLE_DIGITS; digits < MAX_DOUBLE_DIGITS; digits++) {
            for (RoundingMode mode : MODES) {
                BigDecimal rounded = exact.round(new MathContext(digits, mode));
                if (rounded.doubleValue() == value) {
                    return rounded;
                }
            }
        }
        return exact.round(new MathContext(MAX_DOUBLE_DIGITS, RoundingMode.HALF_EVEN));
    }

    private static BigDecimal shortest(float value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = FLOAT_DIGITS; digits < MAX_FLOAT_DIGITS; digits++) {
            for (RoundingMode mode : MODES) {
                BigDecimal rounded = exact.round(new MathContext(digits, mode));
                if (rounded.floatValue() == value) {
                    return rounded;
                }
            }
        }
        return exact.round(new MathContext(MAX_FLOAT_DIGITS, RoundingMode.HALF_EVEN));
    }

    /**
     * Returns the text of a double. A double that equals a float has the text of the float, as in a column of floats
     * that was cast.
     */
    static String ofWidenedFloat(double value) {
        return (float) value == value ? of((float) value) : of(value);
    }

    /**
     * Returns the canonical text of a number in text; null for NaN.
     *
     * @param type SQL type of the number: float and double round it, other types keep all digits
     * @throws NumberFormatException if the text is not a number
     */
    static String parse(String text, String type) {
        double value = DecimalText.parse(text);
        return switch (type) {
            case "float" -> ofWidenedFloat(value);
            case "double" -> of(value);
            default -> Double.isFinite(value) && value != 0 ? of(new BigDecimal(text.strip())) : of(value);
        };
    }

    /** Whether a text is the canonical text of a number. */
    static boolean isCanonical(String text) {
        try {
            return text.equals(parse(text, "decimal"));
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
