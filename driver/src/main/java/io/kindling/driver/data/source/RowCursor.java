package io.kindling.driver.data.source;

import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Tracks the position in the rows of a partition, so that an error can name a bad row. */
public final class RowCursor {
    private static final int MAX_VALUES_SHOWN = 5;

    private final int partition;
    private final int fileColumn;
    private final int offsetColumn;
    private final int lineColumn;
    private String file = "";
    private long offset;
    private long row;

    public RowCursor(StructType schema, int partition) {
        this.partition = partition;
        this.fileColumn = uniqueColumn(schema, RowOrigin.FILE, DataTypes.StringType);
        this.offsetColumn = uniqueColumn(schema, RowOrigin.OFFSET, DataTypes.LongType);
        this.lineColumn = uniqueColumn(schema, RowOrigin.LINE, DataTypes.LongType);
        this.offset = partition;
    }

    /**
     * Returns the index of the column with a name and type. Returns -1 if the schema has no such column or several:
     * after a join, each side has one.
     */
    private static int uniqueColumn(StructType schema, String name, DataType type) {
        StructField[] fields = schema.fields();
        int[] found = IntStream.range(0, fields.length)
                .filter(i ->
                        fields[i].name().equals(name) && fields[i].dataType().equals(type))
                .toArray();
        return found.length == 1 ? found[0] : -1;
    }

    private boolean hasOrigin(Row current) {
        return fileColumn >= 0 && offsetColumn >= 0 && !current.isNullAt(fileColumn) && !current.isNullAt(offsetColumn);
    }

    /** Advances to the next row. */
    public void advance(Row next) {
        row++;
        if (!hasOrigin(next)) {
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

    /** Returns the current row as a bad row. */
    public BadRow badRow(Row current, BadCell cell) {
        return new BadRow(file, offset, row, cell.message(description(current)));
    }

    private String description(Row current) {
        if (hasOrigin(current)) {
            return (lineColumn >= 0 ? "line " : "row ") + row + (offset == 0 ? "" : " after byte " + offset) + " of "
                    + file;
        }
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < Math.min(MAX_VALUES_SHOWN, current.length()); i++) {
            values.append(i == 0 ? "" : ", ").append(ShownCell.of(current.get(i)));
        }
        return "row " + row + " of partition " + partition + " (" + values
                + (current.length() > MAX_VALUES_SHOWN ? ", ...)" : ")");
    }
}
