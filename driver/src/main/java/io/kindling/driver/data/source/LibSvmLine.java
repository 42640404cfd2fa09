package io.kindling.driver.data.source;

import io.kindling.trainer.error.DataException;
import java.util.Arrays;
import java.util.regex.Pattern;

/** A line of LIBSVM text. */
final class LibSvmLine {
    private static final Pattern INDEX = Pattern.compile("0*[0-9]{1,9}");

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

    /** Returns the feature indices from 0, in ascending order. */
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
     * @param first index of the first feature: 0 or 1
     * @throws NumberFormatException if the line is malformed, or if an index exceeds {@code width} features or does not
     *     exceed the index before it; the message states the cause
     * @throws DataException if the whole file is in an unsupported variant of the format: with ranking groups
     *     ({@code qid}), or with an index 0 although {@code first} is 1
     */
    static LibSvmLine parse(TextLine line, int first, int width) {
        String[] parts = withoutComment(line.text()).split("\\s+", -1);
        int[] indices = new int[parts.length - 1];
        double[] values = new double[parts.length - 1];
        for (int i = 1; i < parts.length; i++) {
            int colon = parts[i].indexOf(':');
            if (colon < 0) {
                throw new NumberFormatException("'" + parts[i] + "' is not index:value");
            }
            int index = index(line, parts[i], colon, first);
            if (index - first >= width) {
                throw new NumberFormatException("index " + index + " is out of range for " + width + " features"
                        + (first == 0 ? " counted from 0" : ""));
            }
            if (i > 1 && index - first <= indices[i - 2]) {
                throw new NumberFormatException(
                        "index " + index + " follows index " + (indices[i - 2] + first) + "; indices must ascend");
            }
            indices[i - 1] = index - first;
            values[i - 1] = number(parts[i].substring(colon + 1));
        }
        return new LibSvmLine(number(parts[0]), indices, values);
    }

    private static int index(TextLine line, String part, int colon, int first) {
        String text = part.substring(0, colon);
        if (text.equals("qid")) {
            throw unsupported(
                    line,
                    part + ", a ranking group; Kindling does not train rankings, remove it: sed 's/ qid:[0-9]*//'");
        }
        if (!INDEX.matcher(text).matches()) {
            throw new NumberFormatException("'" + text + "' is not an index; indices are integers from " + first);
        }
        int index = Integer.parseInt(text);
        if (index < first) {
            throw unsupported(
                    line, "index " + index + "; if the file counts features from 0, set zeroBased: true in the source");
        }
        return index;
    }

    private static DataException unsupported(TextLine line, String why) {
        return new DataException("Cannot read data: " + line.file() + "; line " + line.number()
                + (line.offset() == 0 ? "" : " after byte " + line.offset()) + " has " + why);
    }

    private static double number(String text) {
        try {
            return DecimalText.parse(text);
        } catch (NumberFormatException e) {
            throw new NumberFormatException("'" + text + "' is not a number");
        }
    }

    /** Returns the number of features up to the largest index; 0 if the line cannot be parsed. */
    static int width(TextLine line, int first) {
        try {
            return Arrays.stream(parse(line, first, Integer.MAX_VALUE).indices)
                            .max()
                            .orElse(-1)
                    + 1;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Returns why a line has no readable features. */
    static String problem(TextLine line, int first) {
        try {
            parse(line, first, Integer.MAX_VALUE);
            return "it has no features";
        } catch (NumberFormatException e) {
            return e.getMessage();
        }
    }
}
