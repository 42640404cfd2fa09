package io.kindling.trainer.layout;

/**
 * A glob pattern for full names: {@code *} matches any text, {@code ?} any single character, and any other character
 * itself.
 */
public final class Glob {
    private final int[] pattern;

    public Glob(String pattern) {
        this.pattern = pattern.codePoints().toArray();
    }

    /**
     * Whether the pattern matches the full name. A mismatch backtracks to the last star only, so it takes at most
     * pattern length * name length comparisons.
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
