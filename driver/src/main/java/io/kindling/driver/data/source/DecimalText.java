package io.kindling.driver.data.source;

/** Parses numbers from text: {@code -12.5}, {@code 1e-3}, {@code NaN}, {@code Infinity}. */
public final class DecimalText {
    private static final int EXACT_DIGITS = 15;
    private static final double[] POWERS = {
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    private DecimalText() {}

    /**
     * Parses a text to the same double as {@link Double#parseDouble}. This method is faster for up to 15 digits without
     * an exponent: the digits and the power of ten are exact, so one division rounds once (Clinger, "How to read
     * floating point numbers accurately", 1990).
     *
     * @throws NumberFormatException if the text is not a number, is hexadecimal, or ends with one of Java's type
     *     suffixes
     */
    public static double parse(String text) {
        int length = text.length();
        if (length == 0) {
            throw new NumberFormatException(text);
        }
        boolean negative = text.charAt(0) == '-';
        int first = negative ? 1 : 0;
        int point = -1;
        long digits = 0;
        if (length - first > EXACT_DIGITS) {
            return parseAny(text);
        }
        for (int i = first; i < length; i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits = 10 * digits + (c - '0');
            } else if (c == '.' && point < 0) {
                point = i;
            } else {
                return parseAny(text);
            }
        }
        if (length - first == (point < 0 ? 0 : 1)) {
            throw new NumberFormatException(text);
        }
        double value = point < 0 ? digits : digits / POWERS[length - 1 - point];
        return negative ? -value : value;
    }

    private static double parseAny(String given) {
        String text = given.strip();
        if (text.isEmpty()) {
            throw new NumberFormatException(given);
        }
        char last = text.charAt(text.length() - 1);
        if (text.charAt(0) < ' ' || last < ' ') {
            throw new NumberFormatException(text);
        }
        boolean hexadecimal = text.indexOf('x') >= 0 || text.indexOf('X') >= 0;
        if (hexadecimal || last == 'f' || last == 'F' || last == 'd' || last == 'D') {
            throw new NumberFormatException(text);
        }
        return Double.parseDouble(text);
    }
}
