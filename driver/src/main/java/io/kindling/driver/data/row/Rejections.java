package io.kindling.driver.data.row;

import io.kindling.driver.data.source.BadRow;
import io.kindling.driver.data.source.BadRowReason;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Bad rows, counted per reason, and the first of them. A monoid. */
public final class Rejections implements Serializable {
    private static final long serialVersionUID = 1L;

    // No EnumMap, which Kryo alone cannot read.
    private final Map<BadRowReason, Long> counts = new TreeMap<>();
    private BadRow first;

    /** Counts one bad row. */
    public void add(BadRowReason reason, BadRow row) {
        add(reason, 1, row);
    }

    /** Counts several bad rows, the first of which is {@code row}. */
    public void add(BadRowReason reason, long count, BadRow row) {
        counts.merge(reason, count, Long::sum);
        if (first == null || row.compareTo(first) < 0) {
            first = row;
        }
    }

    /** Overwrites this with the union. */
    public void merge(Rejections other) {
        other.counts.forEach((reason, count) -> add(reason, count, other.first));
    }

    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Per reason; a reason that did not occur is absent. */
    public Map<BadRowReason, Long> counts() {
        return counts;
    }

    /** The first bad row by its place; null if there is none. */
    public BadRow first() {
        return first;
    }

    /** One line that counts them and shows the first: {@code dropped rows: 3 missing values; the first: ...}; none if there are none. */
    public List<String> reports(String title) {
        String example = first == null || first.message().isEmpty() ? "" : "; the first: " + first.message();
        return total() == 0 ? List.of() : List.of(title + ": " + this + example);
    }

    /** {@code 3 missing values, 1 invalid labels}. */
    @Override
    public String toString() {
        return counts.entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey().plural())
                .collect(Collectors.joining(", "));
    }
}
