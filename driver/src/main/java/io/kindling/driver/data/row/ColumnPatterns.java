package io.kindling.driver.data.row;

import io.kindling.trainer.error.DataException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** How a configuration names columns: by name, by number, as a range {@code first..last} or with {@code *} and {@code ?}. A column's own name goes first. */
public final class ColumnPatterns {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");
    private static final int MAX_NUMBER_LENGTH = 18;
    private static final String RANGE = "..";

    private final List<String> columns;
    private final String place;

    /**
     * Patterns over the columns of one table.
     *
     * @param place of the table, for messages
     */
    public ColumnPatterns(List<String> columns, String place) {
        this.columns = columns;
        this.place = place;
    }

    /** The column of that name or number. */
    String one(String key, String wanted) {
        if (columns.contains(wanted)) {
            return wanted;
        }
        if (NUMBER.matcher(wanted).matches() && wanted.length() <= MAX_NUMBER_LENGTH) {
            long number = Long.parseLong(wanted);
            long index = number < 0 ? columns.size() + number : number;
            if (index >= 0 && index < columns.size()) {
                return columns.get((int) index);
            }
        }
        throw missing(key, wanted);
    }

    /** The columns that any of the patterns names, each once, in the order of the patterns. */
    public List<String> all(String key, List<String> patterns) {
        Set<String> found = new LinkedHashSet<>();
        for (String pattern : patterns) {
            found.addAll(matching(key, pattern));
        }
        return new ArrayList<>(found);
    }

    /** Whether a pattern stands for one column, by name or number, and not for whatever it matches. */
    boolean isOne(String pattern) {
        return columns.contains(pattern) || NUMBER.matcher(pattern).matches();
    }

    private List<String> matching(String key, String pattern) {
        if (columns.contains(pattern)) {
            return List.of(pattern);
        }
        int range = pattern.indexOf(RANGE);
        if (range > 0) {
            int first = columns.indexOf(one(key, pattern.substring(0, range)));
            int last = columns.indexOf(one(key, pattern.substring(range + RANGE.length())));
            if (first > last) {
                throw new DataException("Cannot select " + key + ": " + pattern
                        + "; the first column comes after the last in " + place);
            }
            return columns.subList(first, last + 1);
        }
        if (pattern.indexOf('*') < 0 && pattern.indexOf('?') < 0) {
            return List.of(one(key, pattern));
        }
        Glob glob = new Glob(pattern);
        List<String> matches = columns.stream().filter(glob::matches).toList();
        if (matches.isEmpty()) {
            throw missing(key, pattern);
        }
        return matches;
    }

    private DataException missing(String key, String wanted) {
        return new DataException(
                "Cannot find column " + wanted + " of " + key + " in " + place + "; it has " + listed());
    }

    private String listed() {
        int shown = 12;
        return columns.size() <= shown
                ? String.join(", ", columns)
                : String.join(", ", columns.subList(0, shown - 1)) + ", ... " + columns.get(columns.size() - 1) + " ("
                        + columns.size() + " columns)";
    }
}
