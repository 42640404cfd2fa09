package io.kindling.driver.data.source;

import io.kindling.trainer.error.DataException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * Parses the lines of one task into rows: cells as text, null for empty cells, then the values of partition folders,
 * the corrupt record, its reason and the origin of the row.
 */
final class CsvRows implements Iterator<Row> {
    private static final int CORRUPT = 0;
    private static final int REASON = 1;
    private static final int FILE = 2;
    private static final int OFFSET = 3;
    private static final int LINE = 4;
    private static final int EXTRA = 5;

    private final Iterator<TextLine> lines;
    private final CsvTable table;
    private TextLine previous;
    private TextLine next;

    CsvRows(Iterator<TextLine> lines, CsvTable table) {
        this.lines = lines;
        this.table = table;
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
            if (table.header() != null && first && line.offset() == 0) {
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
        int columns = table.columns();
        Object[] row = new Object[columns + EXTRA];
        List<String> cells = CsvLine.split(line.text(), table.dialect(), table.width());
        if (cells != null && cells.size() == table.width() && line.isUtf8()) {
            for (int i = 0; i < cells.size(); i++) {
                String cell = cells.get(i);
                row[i] = cell.isEmpty() ? null : cell;
            }
        } else {
            row[columns + CORRUPT] = line.text();
            row[columns + REASON] = line.isUtf8()
                    ? CsvLine.problem(line.text(), table.dialect(), table.width())
                    : "its bytes are not UTF-8; convert the file: iconv -f ISO-8859-1 -t UTF-8";
        }
        for (int i = 0; i < line.partitions().length; i++) {
            row[table.partitionColumns().get(i)] = line.partitions()[i];
        }
        row[columns + FILE] = line.file();
        row[columns + OFFSET] = line.offset();
        row[columns + LINE] = line.number();
        return RowFactory.create(row);
    }

    /** Returns whether a line is blank. A line of whitespace separators, such as tabs, is a row without values. */
    private boolean isBlank(String text) {
        return text.isBlank() && !text.contains(table.dialect().separator());
    }

    private void requireHeader(TextLine line) {
        List<String> header = CsvLine.split(line.text(), table.dialect(), table.width());
        if (!table.header().equals(header)) {
            throw new DataException("Cannot read data: " + line.file() + "; its header is " + line.text()
                    + ", but the header of another file is "
                    + String.join(table.dialect().separator(), table.header()));
        }
    }
}
