package io.kindling.trainer.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Suggests the known name nearest to a misspelled name. */
final class NearestName {
    private NearestName() {}

    /** Normalizes a name: case, {@code _} and {@code -} are ignored. */
    static String plain(String name) {
        return name.replaceAll("[_-]", "").toLowerCase(Locale.ROOT);
    }

    /** Returns the known name with the smallest edit distance, if that is at most a third of its length. */
    static Optional<String> of(String name, Collection<String> known) {
        return known.stream()
                .filter(candidate -> Math.abs(plain(name).length() - candidate.length()) <= tolerance(candidate))
                .min(Comparator.comparingInt(candidate -> edits(name, candidate)))
                .filter(nearest -> edits(name, nearest) <= tolerance(nearest));
    }

    private static int tolerance(String candidate) {
        return Math.max(1, candidate.length() / 3);
    }

    private static int edits(String name, String candidate) {
        return distance(plain(name), plain(candidate));
    }

    /**
     * Edit distance: insertions, deletions, replacements and swaps of adjacent letters (Damerau, 1964), with each
     * position edited once.
     */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], 1 + d[i - 2][j - 2]);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
