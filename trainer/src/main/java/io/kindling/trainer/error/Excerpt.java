package io.kindling.trainer.error;

/** Shortens a text for messages. */
public final class Excerpt {
    /** Characters of the longest text that is shown in full. */
    public static final int MAX_LENGTH = 80;

    private Excerpt() {}

    /** Returns the text, or its first 80 characters followed by {@code ...}. */
    public static String of(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "...";
    }
}
