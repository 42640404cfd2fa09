package io.kindling.driver.data.source;

import io.kindling.trainer.error.DataException;
import java.util.Arrays;
import java.util.regex.Pattern;

/** One line of LIBSVM text. */
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
     * @param first index of the first feature: 0 or 1
     * @throws NumberFormatException saying why: it is not of the form, or an index is not one of the {@code width} features or not above the one before it
     * @throws DataException if the file is of another kind: with groups of a ranking, or with an index 0 where 1 is the first
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
                throw new NumberFormatException("index " + index + " is above the " + width + " features"
                        + (first == 0 ? ", counted from 0" : ""));
            }
            if (i > 1 && index - first <= indices[i - 2]) {
                throw new NumberFormatException("index " + index + " comes after " + (indices[i - 2] + first));
            }
            indices[i - 1] = index - first;
            values[i - 1] = number(parts[i].substring(colon + 1));
        }
        return new LibSvmLine(number(parts[0]), indices, values);
    }

    private static int index(TextLine line, String part, int colon, int first) {
        String text = part.substring(0, colon);
        if (text.equals("qid")) {
            throw otherKind(
                    line,
                    part + ", a group of a ranking, which Kindling does not train; remove it: sed 's/ qid:[0-9]*//'");
        }
        if (!INDEX.matcher(text).matches()) {
            throw new NumberFormatException("'" + text + "' is not an index, from " + first);
        }
        int index = Integer.parseInt(text);
        if (index < first) {
            throw otherKind(
                    line, "index " + index + ": the file counts features from 0, set zeroBased: true in the source");
        }
        return index;
    }

    private static DataException otherKind(TextLine line, String why) {
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

    /** Features up to the largest index, or 0 if the line cannot be parsed. */
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

    /** Why a line has no features that can be read. */
    static String problem(TextLine line, int first) {
        try {
            parse(line, first, Integer.MAX_VALUE);
            return "it has no features";
        } catch (NumberFormatException e) {
            return e.getMessage();
        }
    }
}
