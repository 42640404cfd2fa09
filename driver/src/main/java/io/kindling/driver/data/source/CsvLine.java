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
     * The cells of a line, or null if a quote does not end where its cell does.
     *
     * @param expected how many there probably are
     */
    static List<String> split(String text, CsvDialect dialect, int expected) {
        return new CsvLine(text, dialect).cells(expected);
    }

    /** Why {@link #split} gives null or a row of another width. */
    static String problem(String text, CsvDialect dialect, int width) {
        if (dialect.endsInQuotes(text, false)) {
            return "a quote in it does not end; if cells hold line breaks, set multiLine: true in the source";
        }
        if (split(text, dialect, width) == null) {
            return text.contains("\\\"") && dialect.escape() == CsvDialect.QUOTE
                    ? "text follows a quote that ends its cell; if quotes are written as \\\", set escape: '\\' in the source"
                    : "text follows a quote that ends its cell";
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

    /** The text up to the next separator or the end, where {@code at} is left. */
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

    /** The text in the quotes that begin at {@code at}, which is left behind them at a separator or the end; null if something else comes. */
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
