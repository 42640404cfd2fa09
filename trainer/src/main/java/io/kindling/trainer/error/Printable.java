package io.kindling.trainer.error;

/** Escapes text for display on a terminal. */
public final class Printable {
    private Printable() {}

    /**
     * Escapes control characters and characters that change the direction of text, as in {@code \u001b}. Tabs and line
     * breaks do not change. Returns the same object if there is nothing to escape.
     */
    public static String text(String text) {
        return text.chars().noneMatch(Printable::steers) ? text : escaped(text);
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (steers(c)) {
                escaped.append(String.format("\\u%04x", (int) c));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static boolean steers(int c) {
        boolean layout = c == '\t' || c == '\n' || c == '\r';
        boolean direction = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
        return (Character.isISOControl(c) && !layout) || direction;
    }
}
