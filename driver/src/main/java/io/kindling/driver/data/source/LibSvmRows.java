package io.kindling.driver.data.source;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** The rows of the lines that one task reads: label, features, the corrupt record and the origin. Lines that hold nothing but a comment are passed over. */
final class LibSvmRows implements Iterator<Row> {
    private final Iterator<TextLine> lines;
    private final int width;
    private TextLine next;

    LibSvmRows(Iterator<TextLine> lines, int width) {
        this.lines = lines;
        this.width = width;
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
        try {
            LibSvmLine parsed = LibSvmLine.parse(line.text(), width);
            return row(parsed.label(), Vectors.sparse(width, parsed.indices(), parsed.values()), null, null, line);
        } catch (NumberFormatException e) {
            return row(null, null, line.text(), e.getMessage(), line);
        }
    }

    private static Row row(Object label, Object features, String corrupt, String reason, TextLine line) {
        return RowFactory.create(label, features, corrupt, reason, line.file(), line.offset(), line.number());
    }
}
