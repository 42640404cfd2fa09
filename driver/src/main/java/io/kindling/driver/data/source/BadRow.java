package io.kindling.driver.data.source;

import java.io.Serializable;
import java.util.Comparator;

/** One row that cannot be trained on, and why. Ordered by its place, so that the first is the same whoever finds it. */
public final class BadRow implements Comparable<BadRow>, Serializable {
    private static final long serialVersionUID = 1L;

    private static final Comparator<BadRow> BY_PLACE = Comparator.comparing(BadRow::file)
            .thenComparingLong(BadRow::offset)
            .thenComparingLong(BadRow::row)
            .thenComparing(BadRow::message);

    private final String file;
    private final long offset;
    private final long row;
    private final String message;

    /**
     * A bad row.
     *
     * @param file it was read from, or empty
     * @param offset byte of the file where the piece begins that was read in one go; without a file, the number of the partition
     * @param row number of the row, or of the line of a text file, in that piece, from 1
     * @param message what is wrong, naming the row
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
        return BY_PLACE.compare(this, other);
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
