package io.kindling.driver.data.source;

import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Follows the rows of one partition, so that a bad one can be named by its place. */
public final class RowCursor {
    private static final int VALUES_SHOWN = 5;

    private final int partition;
    private final int fileColumn;
    private final int offsetColumn;
    private final int lineColumn;
    private String file = "";
    private long offset;
    private long row;

    public RowCursor(StructType schema, int partition) {
        this.partition = partition;
        this.fileColumn = only(schema, RowOrigin.FILE, DataTypes.StringType);
        this.offsetColumn = only(schema, RowOrigin.OFFSET, DataTypes.LongType);
        this.lineColumn = only(schema, RowOrigin.LINE, DataTypes.LongType);
        this.offset = partition;
    }

    /** The column of that name and type; -1 for none, and for one of each side of a join. */
    private static int only(StructType schema, String name, DataType type) {
        StructField[] fields = schema.fields();
        int[] found = IntStream.range(0, fields.length)
                .filter(i ->
                        fields[i].name().equals(name) && fields[i].dataType().equals(type))
                .toArray();
        return found.length == 1 ? found[0] : -1;
    }

    private boolean isOfFile(Row current) {
        return fileColumn >= 0 && offsetColumn >= 0 && !current.isNullAt(fileColumn) && !current.isNullAt(offsetColumn);
    }

    /** Goes on to the next row. */
    public void follow(Row next) {
        row++;
        if (!isOfFile(next)) {
            return;
        }
        String nextFile = next.getString(fileColumn);
        long nextOffset = next.getLong(offsetColumn);
        if (nextOffset != offset || !nextFile.equals(file)) {
            file = nextFile;
            offset = nextOffset;
            row = 1;
        }
        if (lineColumn >= 0 && !next.isNullAt(lineColumn)) {
            row = next.getLong(lineColumn);
        }
    }

    /** The row followed last, as a bad one. */
    public BadRow bad(Row current, BadCell cell) {
        return new BadRow(file, offset, row, cell.message(place(current)));
    }

    private String place(Row current) {
        if (isOfFile(current)) {
            return (lineColumn >= 0 ? "line " : "row ") + row + (offset == 0 ? "" : " after byte " + offset) + " of "
                    + file;
        }
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < Math.min(VALUES_SHOWN, current.length()); i++) {
            values.append(i == 0 ? "" : ", ").append(ShownCell.of(current.get(i)));
        }
        return "row " + row + " of partition " + partition + " (" + values
                + (current.length() > VALUES_SHOWN ? ", ...)" : ")");
    }
}
