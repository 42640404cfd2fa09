package io.kindling.driver.data.source;

import java.io.Serializable;

/**
 * How comma-separated text is written. A cell may stand in double quotes, blanks around it do not count.
 *
 * @param separator between the cells of a row
 * @param escape before a quote inside quotes; a quote itself for {@code ""} (RFC 4180)
 */
record CsvDialect(String separator, char escape) implements Serializable {
    static final char QUOTE = '"';

    /** Whether a quoted cell that {@code text} begins (or, where {@code inQuotes}, goes on with) does not end in it. */
    boolean endsInQuotes(String text, boolean inQuotes) {
        int at = 0;
        boolean quoted = inQuotes;
        while (true) {
            if (!quoted) {
                while (at < text.length() && text.charAt(at) == ' ') {
                    at++;
                }
                quoted = at < text.length() && text.charAt(at) == QUOTE;
                at += quoted ? 1 : 0;
            }
            if (quoted) {
                at = closingQuote(text, at);
                if (at == text.length()) {
                    return true;
                }
            }
            at = text.indexOf(separator, at);
            if (at < 0) {
                return false;
            }
            at += separator.length();
            quoted = false;
        }
    }

    /** Place of the quote that ends a cell; the length of the text if there is none. */
    int closingQuote(String text, int from) {
        int at = from;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (isEscape(text, at)) {
                at++;
            } else if (c == QUOTE) {
                return at;
            }
            at++;
        }
        return text.length();
    }

    /** Whether the character at a place inside quotes only says that the next one is part of the cell. */
    boolean isEscape(String text, int at) {
        boolean last = at + 1 == text.length();
        char c = text.charAt(at);
        if (c != escape || last) {
            return false;
        }
        char next = text.charAt(at + 1);
        return next == QUOTE || (escape != QUOTE && next == escape);
    }
}
