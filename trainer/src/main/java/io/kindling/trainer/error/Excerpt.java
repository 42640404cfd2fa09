package io.kindling.trainer.error;

/** The beginning of a text of any length, for messages. */
public final class Excerpt {
    private static final int LONGEST = 80;

    private Excerpt() {}

    /** The text, or its first 80 characters followed by {@code ...}. */
    public static String of(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
