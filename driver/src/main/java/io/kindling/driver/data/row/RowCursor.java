package io.kindling.driver.data.row;

import io.kindling.driver.data.source.Origin;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Follows the rows of one partition, so that a bad one can be named by its place. */
final class RowCursor {
    private static final int VALUES_SHOWN = 5;

    private final int partition;
    private final int fileColumn;
    private final int offsetColumn;
    private final int lineColumn;
    private String file = "";
    private long offset;
    private long row;

    RowCursor(StructType schema, int partition) {
        List<String> names = Arrays.asList(schema.fieldNames());
        this.partition = partition;
        this.fileColumn = names.indexOf(Origin.FILE);
        this.offsetColumn = names.indexOf(Origin.OFFSET);
        this.lineColumn = names.indexOf(Origin.LINE);
        this.offset = partition;
    }

    /** Goes on to the next row. */
    void follow(Row next) {
        row++;
        if (fileColumn < 0) {
            return;
        }
        String nextFile = next.getString(fileColumn);
        long nextOffset = next.getLong(offsetColumn);
        if (nextOffset != offset || !nextFile.equals(file)) {
            file = nextFile;
            offset = nextOffset;
            row = 1;
        }
        if (lineColumn >= 0) {
            row = next.getLong(lineColumn);
        }
    }

    /** The row followed last, as a bad one. */
    BadRow bad(Row current, BadCell cell) {
        return new BadRow(file, offset, row, cell.message(place(current)));
    }

    private String place(Row current) {
        if (fileColumn >= 0) {
            return (lineColumn >= 0 ? "line " : "row ") + row + (offset == 0 ? "" : " after byte " + offset) + " of "
                    + file;
        }
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < Math.min(VALUES_SHOWN, current.length()); i++) {
            values.append(i == 0 ? "" : ", ").append(current.get(i));
        }
        return "row " + row + " of partition " + partition + " (" + values
                + (current.length() > VALUES_SHOWN ? ", ...)" : ")");
    }
}
