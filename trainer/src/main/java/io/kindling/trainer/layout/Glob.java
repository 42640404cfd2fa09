package io.kindling.trainer.layout;

/** A pattern of whole names: {@code *} stands for any text, {@code ?} for any one character, and every other character for itself. */
public final class Glob {
    private final int[] pattern;

    public Glob(String pattern) {
        this.pattern = pattern.codePoints().toArray();
    }

    /**
     * Whether the pattern matches all of a name. A mismatch goes back to the last star alone, which then takes one character more: at most
     * pattern times name comparisons.
     */
    public boolean matches(String name) {
        int[] text = name.codePoints().toArray();
        int at = 0;
        int star = -1;
        int starTook = 0;
        int i = 0;
        while (i < text.length) {
            if (at < pattern.length && pattern[at] == '*') {
                star = at++;
                starTook = i;
            } else if (at < pattern.length && (pattern[at] == '?' || pattern[at] == text[i])) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++starTook;
            } else {
                return false;
            }
        }
        while (at < pattern.length && pattern[at] == '*') {
            at++;
        }
        return at == pattern.length;
    }
}
