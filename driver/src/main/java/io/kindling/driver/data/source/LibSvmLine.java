package io.kindling.driver.data.source;

import java.util.Arrays;

/** One line of LIBSVM text. */
final class LibSvmLine {
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
     * @throws NumberFormatException if it is not of the form, or an index is not in 1 .. width or not above the one before it
     */
    static LibSvmLine parse(String line, int width) {
        String[] parts = withoutComment(line).split("\\s+", -1);
        int[] indices = new int[parts.length - 1];
        double[] values = new double[parts.length - 1];
        for (int i = 1; i < parts.length; i++) {
            int colon = parts[i].indexOf(':');
            int index = Integer.parseInt(parts[i].substring(0, Math.max(colon, 0)));
            if (index < 1 || index > width || (i > 1 && index <= indices[i - 2] + 1)) {
                throw new NumberFormatException(parts[i]);
            }
            indices[i - 1] = index - 1;
            values[i - 1] = Double.parseDouble(parts[i].substring(colon + 1));
        }
        return new LibSvmLine(Double.parseDouble(parts[0]), indices, values);
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
