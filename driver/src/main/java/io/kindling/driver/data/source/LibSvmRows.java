package io.kindling.driver.data.source;

import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Parses the lines of one task into rows: label, features, the values of partition folders, the corrupt record, its
 * reason and the origin of the row. Skips blank lines and comment lines.
 */
final class LibSvmRows implements Iterator<Row> {
    /** Number of columns for the corrupt record, its reason, file, offset and line. */
    private static final int EXTRA = 5;

    private final Iterator<TextLine> lines;
    private final Layout layout;
    private TextLine next;

    /**
     * Layout of the rows.
     *
     * @param first index of the first feature: 0 or 1
     * @param width number of features
     * @param partitionColumns indices of the partition columns in a row
     * @param columns columns per row: label, features and values of partition folders
     */
    record Layout(int first, int width, List<Integer> partitionColumns, int columns) implements Serializable {}

    LibSvmRows(Iterator<TextLine> lines, Layout layout) {
        this.lines = lines;
        this.layout = layout;
    }

    /** Returns the lines that are neither blank nor only a comment. */
    static Stream<TextLine> withoutBlankLines(Iterator<TextLine> lines) {
        Iterable<TextLine> all = () -> lines;
        return StreamSupport.stream(all.spliterator(), false).filter(line -> !LibSvmLine.isBlank(line.text()));
    }

    @Override
    public boolean hasNext() {
        while (next == null && lines.hasNext()) {
            TextLine line = lines.next();
            next = LibSvmLine.isBlank(line.text()) ? null : line;
        }
        return next != null;
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        TextLine line = next;
        next = null;
        int columns = layout.columns();
        Object[] row = new Object[columns + EXTRA];
        try {
            LibSvmLine parsed = LibSvmLine.parse(line, layout.first(), layout.width());
            row[0] = parsed.label();
            row[1] = Vectors.sparse(layout.width(), parsed.indices(), parsed.values());
        } catch (NumberFormatException e) {
            row[columns] = line.text();
            row[columns + 1] = e.getMessage();
        }
        for (int i = 0; i < line.partitions().length; i++) {
            row[layout.partitionColumns().get(i)] = line.partitions()[i];
        }
        row[columns + 2] = line.file();
        row[columns + 3] = line.offset();
        row[columns + 4] = line.number();
        return RowFactory.create(row);
    }
}
