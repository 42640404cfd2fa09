package io.kindling.driver.data.row;

import io.kindling.driver.data.source.BadRow;
import io.kindling.driver.data.source.BadRowReason;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Number of bad rows per reason, and the first bad row. Merges as a monoid. */
public final class Rejections implements Serializable {
    private static final long serialVersionUID = 1L;

    // Kryo cannot deserialize an EnumMap without registration.
    private final Map<BadRowReason, Long> counts = new TreeMap<>();
    private BadRow first;

    /** Adds a bad row. */
    public void add(BadRowReason reason, BadRow row) {
        add(reason, 1, row);
    }

    /** Adds several bad rows, of which {@code row} is the first. */
    public void add(BadRowReason reason, long count, BadRow row) {
        counts.merge(reason, count, Long::sum);
        if (first == null || row.compareTo(first) < 0) {
            first = row;
        }
    }

    /** Adds the rejections of another object. */
    public void merge(Rejections other) {
        other.counts.forEach((reason, count) -> add(reason, count, other.first));
    }

    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Number of rows per reason. Reasons without rows are absent. */
    public Map<BadRowReason, Long> counts() {
        return counts;
    }

    /** The first bad row by position; null if there is none. */
    public BadRow first() {
        return first;
    }

    /**
     * Returns one line with the counts and the first bad row, such as
     * {@code dropped rows: 3 missing values; the first: ...}; empty if there are no bad rows.
     */
    public List<String> reports(String title) {
        String example = first == null || first.message().isEmpty() ? "" : "; the first: " + first.message();
        return total() == 0 ? List.of() : List.of(title + ": " + this + example);
    }

    /** Returns {@code 3 missing values, 1 invalid labels}. */
    @Override
    public String toString() {
        return counts.entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey().plural())
                .collect(Collectors.joining(", "));
    }
}
