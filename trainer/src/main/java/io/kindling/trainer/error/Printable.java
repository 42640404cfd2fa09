package io.kindling.trainer.error;

/** Text that may be shown on a terminal, whatever file or table it quotes. */
public final class Printable {
    private Printable() {}

    /**
     * The text with every character that steers a terminal or the direction of text written as an escape, {@code \u001b}. Tabs and line breaks
     * stay. Returns the same object if there is nothing to escape.
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
