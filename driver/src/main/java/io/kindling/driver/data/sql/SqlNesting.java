package io.kindling.driver.data.sql;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.Excerpt;
import java.util.function.Supplier;

/**
 * Refuses SQL that nests too deeply for Spark's parser. The parser recurses once per level, and its time grows with a
 * power of the depth: a few thousand parentheses take minutes.
 */
final class SqlNesting {
    /** Maximum number of levels. */
    static final int MAX_DEPTH = 100;

    private final String text;
    private int at;
    private int depth;
    private int maxDepth;

    private SqlNesting(String text) {
        this.text = text;
    }

    /**
     * Runs a parser on a text that nests at most 100 levels deep.
     *
     * @param key key of the configuration, for messages
     * @throws ConfigurationException if brackets, comments or {@code CASE} nest deeper, or if the stack overflows
     */
    static <T> T bounded(String key, String text, Supplier<T> reader) {
        if (new SqlNesting(text).depth() > MAX_DEPTH) {
            throw tooDeep(key, text);
        }
        try {
            return reader.get();
        } catch (StackOverflowError e) {
            throw tooDeep(key, text);
        }
    }

    private static ConfigurationException tooDeep(String key, String text) {
        return new ConfigurationException("Invalid " + key + ": " + Excerpt.of(text)
                + " (nests too deeply; brackets, comments and CASE nest at most " + MAX_DEPTH
                + " levels deep: compute a part of it in a view or a column first)");
    }

    /** Returns the maximum depth of brackets, comments and {@code CASE} outside quotes. */
    private int depth() {
        while (at < text.length()) {
            char c = text.charAt(at++);
            switch (c) {
                case '\'', '"', '`' -> skipQuoted(c);
                case '(', '[' -> open();
                case ')', ']' -> close();
                case '-' -> skipLineComment();
                case '/' -> skipComment();
                default -> {
                    if (Character.isLetter(c)) {
                        readWord();
                    }
                }
            }
        }
        return maxDepth;
    }

    private void readWord() {
        int start = at - 1;
        while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at))) {
            at++;
        }
        String word = text.substring(start, at);
        if (word.equalsIgnoreCase("case")) {
            open();
        } else if (word.equalsIgnoreCase("end")) {
            close();
        }
    }

    private void open() {
        depth++;
        maxDepth = Math.max(maxDepth, depth);
    }

    private void close() {
        depth = Math.max(0, depth - 1);
    }

    private void skipQuoted(char quote) {
        while (at < text.length() && text.charAt(at) != quote) {
            at += text.charAt(at) == '\\' && quote != '`' ? 2 : 1;
        }
        at++;
    }

    private void skipLineComment() {
        if (text.startsWith("-", at)) {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end;
        }
    }

    private void skipComment() {
        if (!text.startsWith("*", at)) {
            return;
        }
        int outside = depth;
        at--;
        do {
            if (text.startsWith("/*", at)) {
                open();
                at += 2;
            } else if (text.startsWith("*/", at)) {
                close();
                at += 2;
            } else {
                at++;
            }
        } while (depth > outside && at < text.length());
    }
}
