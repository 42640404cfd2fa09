package io.kindling.driver.data.source;

import java.io.Serializable;
import java.util.Comparator;

/**
 * A row that cannot be used, with the reason. Rows are ordered by their position in the data, so the first bad row does
 * not depend on which task finds it.
 */
public final class BadRow implements Comparable<BadRow>, Serializable {
    private static final long serialVersionUID = 1L;

    private static final Comparator<BadRow> BY_POSITION = Comparator.comparing(BadRow::file)
            .thenComparingLong(BadRow::offset)
            .thenComparingLong(BadRow::row)
            .thenComparing(BadRow::message);

    private final String file;
    private final long offset;
    private final long row;
    private final String message;

    /**
     * Creates a bad row.
     *
     * @param file file of the row; empty if the row does not come from a file
     * @param offset byte at which the split of the file begins; without a file, the index of the partition
     * @param row number of the row, or of the line in a text file, within the split or partition, from 1
     * @param message error message that names the row
     */
    public BadRow(String file, long offset, long row, String message) {
        this.file = file;
        this.offset = offset;
        this.row = row;
        this.message = message;
    }

    public String file() {
        return file;
    }

    public long offset() {
        return offset;
    }

    public long row() {
        return row;
    }

    public String message() {
        return message;
    }

    @Override
    public int compareTo(BadRow other) {
        return BY_POSITION.compare(this, other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BadRow that && compareTo(that) == 0;
    }

    @Override
    public int hashCode() {
        return message.hashCode();
    }
}
