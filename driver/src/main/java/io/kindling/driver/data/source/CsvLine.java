package io.kindling.driver.data.source;

import java.util.ArrayList;
import java.util.List;

/** Splits a line of comma-separated text into its cells; see {@link CsvDialect}. */
final class CsvLine {
    private final String text;
    private final CsvDialect dialect;
    private int at;

    private CsvLine(String text, CsvDialect dialect) {
        this.text = text;
        this.dialect = dialect;
    }

    /**
     * Splits a line. Returns null if a quote is not closed, or if text follows the closing quote of a cell.
     *
     * @param expected expected number of cells
     */
    static List<String> split(String text, CsvDialect dialect, int expected) {
        return new CsvLine(text, dialect).cells(expected);
    }

    /** Returns why {@link #split} returns null or a row that does not have {@code width} cells. */
    static String problem(String text, CsvDialect dialect, int width) {
        if (dialect.endsInQuotes(text, false)) {
            return "a quote is not closed; if cells contain line breaks, set multiLine: true in the source";
        }
        if (split(text, dialect, width) == null) {
            return text.contains("\\\"") && dialect.escape() == CsvDialect.QUOTE
                    ? "text follows the closing quote of a cell; if quotes are written as \\\","
                            + " set escape: '\\' in the source"
                    : "text follows the closing quote of a cell";
        }
        return "does not have the " + width + " columns of the table";
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
            at += dialect.separator().length();
        }
    }

    private boolean atQuote() {
        int i = at;
        while (i < text.length() && text.charAt(i) == ' ') {
            i++;
        }
        boolean found = i < text.length() && text.charAt(i) == CsvDialect.QUOTE;
        at = found ? i : at;
        return found;
    }

    /** Returns the text up to the next separator or the end, and moves {@code at} there. */
    private String plain() {
        int found = text.indexOf(dialect.separator(), at);
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

    /**
     * Returns the text in the quotes that open at {@code at}, and moves {@code at} to the next separator or the end.
     * Returns null if text follows the closing quote, or if there is none.
     */
    private String quoted() {
        int start = at + 1;
        int end = dialect.closingQuote(text, start);
        if (end == text.length()) {
            return null;
        }
        at = end + 1;
        return plain().isEmpty() ? unescaped(text.substring(start, end)) : null;
    }

    private String unescaped(String cell) {
        if (cell.indexOf(dialect.escape()) < 0) {
            return cell;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < cell.length(); i++) {
            i += dialect.isEscape(cell, i) ? 1 : 0;
            plain.append(cell.charAt(i));
        }
        return plain.toString();
    }
}
