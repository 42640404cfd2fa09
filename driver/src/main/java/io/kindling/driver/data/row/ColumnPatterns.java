package io.kindling.driver.data.row;

import io.kindling.driver.data.source.InputFiles;
import io.kindling.trainer.error.DataException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.StructType;

/** How a configuration names columns: by name, by number, as a range {@code first..last} or with {@code *} and {@code ?}. A column's own name goes first. */
public final class ColumnPatterns {
    private static final Pattern NUMBER = Pattern.compile("-?\\d+");
    private static final String RANGE = "..";

    private final List<String> columns;
    private final List<String> named;
    private final String place;

    /**
     * Patterns over the columns of one table. The columns of the folders in the path of its source are found by their names alone.
     *
     * @param place of the table, for messages
     */
    public ColumnPatterns(StructType schema, String place) {
        this.columns = RowLayout.dataColumns(schema).stream()
                .filter(name -> !InputFiles.isOfPath(schema.apply(name)))
                .toList();
        this.named = RowLayout.dataColumns(schema);
        this.place = place;
    }

    /** All columns, in their order, that a configuration without patterns means. */
    List<String> all() {
        return columns;
    }

    /** The column of that name or number. */
    String one(String key, String wanted) {
        if (named.contains(wanted)) {
            return wanted;
        }
        if (NUMBER.matcher(wanted).matches()) {
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
        return named.contains(pattern) || NUMBER.matcher(pattern).matches();
    }

    private List<String> matching(String key, String pattern) {
        if (named.contains(pattern)) {
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
        Pattern glob = Pattern.compile(
                "\\Q" + pattern.replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q") + "\\E", Pattern.DOTALL);
        List<String> matches =
                columns.stream().filter(c -> glob.matcher(c).matches()).toList();
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
        return named.size() <= shown
                ? String.join(", ", named)
                : String.join(", ", named.subList(0, shown - 1)) + ", ... " + named.get(named.size() - 1) + " ("
                        + named.size() + " columns)";
    }
}
