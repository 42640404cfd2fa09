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

/** The rows of the lines that one task reads: label, features, the values of partition folders, the corrupt record and the origin. Lines that hold nothing but a comment are passed over. */
final class LibSvmRows implements Iterator<Row> {
    /** The corrupt record, why, file, offset and line. */
    private static final int EXTRA = 5;

    private final Iterator<TextLine> lines;
    private final Layout layout;
    private TextLine next;

    /**
     * How the rows look.
     *
     * @param first index of the first feature: 0 or 1
     * @param width of the features
     * @param places of the partition columns in a row
     * @param columns of a row: label, features and those of the partition folders
     */
    record Layout(int first, int width, List<Integer> places, int columns) implements Serializable {}

    LibSvmRows(Iterator<TextLine> lines, Layout layout) {
        this.lines = lines;
        this.layout = layout;
    }

    /** Those of the lines that hold more than a comment. */
    static Stream<TextLine> filled(Iterator<TextLine> lines) {
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
            row[layout.places().get(i)] = line.partitions()[i];
        }
        row[columns + 2] = line.file();
        row[columns + 3] = line.offset();
        row[columns + 4] = line.number();
        return RowFactory.create(row);
    }
}
