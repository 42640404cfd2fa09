package io.kindling.driver.data.source;

import io.kindling.trainer.error.DataException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** The rows of the lines that one task reads: the cells as text, null where empty, then the corrupt record and the origin. */
final class CsvRows implements Iterator<Row> {
    private static final int CORRUPT = 0;
    private static final int FILE = 1;
    private static final int OFFSET = 2;
    private static final int LINE = 3;
    private static final int EXTRA = 4;

    private final Iterator<TextLine> lines;
    private final String separator;
    private final List<String> header;
    private final int width;
    private TextLine previous;
    private TextLine next;

    /**
     * Rows of lines.
     *
     * @param header that every file begins with; null if none does
     */
    CsvRows(Iterator<TextLine> lines, String separator, List<String> header, int width) {
        this.lines = lines;
        this.separator = separator;
        this.header = header;
        this.width = width;
    }

    @Override
    public boolean hasNext() {
        while (next == null && lines.hasNext()) {
            TextLine line = lines.next();
            if (isBlank(line.text())) {
                continue;
            }
            boolean first = previous == null
                    || line.offset() != previous.offset()
                    || !line.file().equals(previous.file());
            previous = line;
            if (header != null && first && line.offset() == 0) {
                requireHeader(line);
            } else {
                next = line;
            }
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
        Object[] row = new Object[width + EXTRA];
        List<String> cells = CsvLine.split(line.text(), separator, width);
        if (cells != null && cells.size() == width) {
            for (int i = 0; i < width; i++) {
                String cell = cells.get(i);
                row[i] = cell.isEmpty() ? null : cell;
            }
        } else {
            row[width + CORRUPT] = line.text();
        }
        row[width + FILE] = line.file();
        row[width + OFFSET] = line.offset();
        row[width + LINE] = line.number();
        return RowFactory.create(row);
    }

    /** A line of separators that are blanks themselves, as tabs are, is a row without values. */
    private boolean isBlank(String text) {
        return text.isBlank() && !text.contains(separator);
    }

    private void requireHeader(TextLine line) {
        List<String> own = CsvLine.split(line.text(), separator, width);
        if (!header.equals(own)) {
            throw new DataException("Cannot read data: " + line.file() + "; its header is " + line.text()
                    + " where that of another file is " + String.join(separator, header));
        }
    }
}
