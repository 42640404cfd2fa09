package io.kindling.trainer.error;

/** Shortens a text for messages. */
public final class Excerpt {
    private static final int LONGEST = 80;

    private Excerpt() {}

    /** Returns the text, or its first 80 characters followed by {@code ...}. */
    public static String of(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
