package io.kindling.driver.data.source;

import java.io.Serializable;

/**
 * The syntax of comma-separated text. A cell may be in double quotes; spaces around the quotes are ignored.
 *
 * @param separator text between the cells of a row
 * @param escape character that escapes a quote inside quotes; a quote for {@code ""} (RFC 4180)
 */
record CsvDialect(String separator, char escape) implements Serializable {
    static final char QUOTE = '"';

    /**
     * Returns whether a quoted cell is open at the end of a text.
     *
     * @param inQuotes whether a quoted cell is open at the start of the text
     */
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

    /** Returns the index of the quote that closes a cell, or the length of the text if no quote closes it. */
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

    /** Returns whether the character at an index inside quotes escapes the next one. */
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
