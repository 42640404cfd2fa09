package io.kindling.driver.data.source;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a line of comma-separated text. A cell may stand in double quotes, in which {@code ""} is a quote (RFC 4180, but for line breaks inside quotes); blanks around a cell
 * do not count.
 */
final class CsvLine {
    private static final char QUOTE = '"';

    private final String text;
    private final String separator;
    private int at;

    private CsvLine(String text, String separator) {
        this.text = text;
        this.separator = separator;
    }

    /**
     * The cells of a line, or null if a quote does not end where its cell does.
     *
     * @param expected how many there probably are
     */
    static List<String> split(String text, String separator, int expected) {
        return new CsvLine(text, separator).cells(expected);
    }

    private List<String> cells(int expected) {
        List<String> cells = new ArrayList<>(expected);
        while (true) {
            String cell = atQuote() ? quoted() : plain();
            if (cell == null) {
                return null;
            }
            cells.add(cell);
            if (at == text.length()) {
                return cells;
            }
            at += separator.length();
        }
    }

    private boolean atQuote() {
        int i = at;
        while (i < text.length() && text.charAt(i) == ' ') {
            i++;
        }
        boolean found = i < text.length() && text.charAt(i) == QUOTE;
        at = found ? i : at;
        return found;
    }

    /** The text up to the next separator or the end, where {@code at} is left. */
    private String plain() {
        int found = text.indexOf(separator, at);
        int end = found < 0 ? text.length() : found;
        int from = at;
        int to = end;
        while (from < to && isBlank(text.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(text.charAt(to - 1))) {
            to--;
        }
        at = end;
        return text.substring(from, to);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\r';
    }

    /** The text in the quotes that begin at {@code at}, which is left behind them at a separator or the end; null if something else comes. */
    private String quoted() {
        StringBuilder cell = new StringBuilder();
        for (int i = at + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == QUOTE) {
                boolean closing = i + 1 == text.length() || text.charAt(i + 1) != QUOTE;
                if (closing) {
                    at = i + 1;
                    return plain().isEmpty() ? cell.toString() : null;
                }
                i++;
            }
            cell.append(c);
        }
        return null;
    }
}
