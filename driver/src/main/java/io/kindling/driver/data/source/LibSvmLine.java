package io.kindling.driver.data.source;

import io.kindling.driver.data.row.DecimalText;
import java.util.Arrays;
import java.util.regex.Pattern;

/** One line of LIBSVM text. */
final class LibSvmLine {
    private static final Pattern INDEX = Pattern.compile("0*[1-9][0-9]{0,8}");

    private final double label;
    private final int[] indices;
    private final double[] values;

    private LibSvmLine(double label, int[] indices, double[] values) {
        this.label = label;
        this.indices = indices;
        this.values = values;
    }

    double label() {
        return label;
    }

    /** Counted from 0, ascending. */
    int[] indices() {
        return indices;
    }

    double[] values() {
        return values;
    }

    static boolean isBlank(String line) {
        return withoutComment(line).isEmpty();
    }

    private static String withoutComment(String line) {
        int comment = line.indexOf('#');
        return (comment < 0 ? line : line.substring(0, comment)).strip();
    }

    /**
     * Parses a line that is not blank.
     *
     * @throws NumberFormatException saying why: it is not of the form, or an index is not in 1 .. width or not above the one before it
     */
    static LibSvmLine parse(String line, int width) {
        String[] parts = withoutComment(line).split("\\s+", -1);
        int[] indices = new int[parts.length - 1];
        double[] values = new double[parts.length - 1];
        for (int i = 1; i < parts.length; i++) {
            int colon = parts[i].indexOf(':');
            if (colon < 0) {
                throw new NumberFormatException("'" + parts[i] + "' is not index:value");
            }
            int index = index(parts[i].substring(0, colon));
            if (index > width) {
                throw new NumberFormatException("index " + index + " is above the " + width + " features");
            }
            if (i > 1 && index <= indices[i - 2] + 1) {
                throw new NumberFormatException("index " + index + " comes after " + (indices[i - 2] + 1));
            }
            indices[i - 1] = index - 1;
            values[i - 1] = number(parts[i].substring(colon + 1));
        }
        return new LibSvmLine(number(parts[0]), indices, values);
    }

    private static int index(String text) {
        if (!INDEX.matcher(text).matches()) {
            throw new NumberFormatException("'" + text + "' is not an index, from 1");
        }
        return Integer.parseInt(text);
    }

    private static double number(String text) {
        try {
            return DecimalText.parse(text);
        } catch (NumberFormatException e) {
            throw new NumberFormatException("'" + text + "' is not a number");
        }
    }

    /** The largest index, or 0 if the line cannot be parsed. */
    static int largestIndex(String line) {
        try {
            int[] indices = parse(line, Integer.MAX_VALUE).indices;
            return Arrays.stream(indices).max().orElse(-1) + 1;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
