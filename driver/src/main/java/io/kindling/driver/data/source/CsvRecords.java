package io.kindling.driver.data.source;

import io.kindling.trainer.error.DataException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;

/** Reads the rows of one file of comma-separated text with line breaks in quoted cells. Closes the file at its end. */
final class CsvRecords implements Iterator<TextLine> {
    private static final int MAX_ROW_BYTES = 1 << 24;
    private static final int END = -1;

    private final InputStream in;
    private final String file;
    private final CsvDialect dialect;
    private final Object[] partitions;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ByteArrayOutputStream row = new ByteArrayOutputStream();
    private long lines;
    private int ahead;

    private CsvRecords(InputStream in, String file, CsvDialect dialect, Object[] partitions) throws IOException {
        this.in = new BufferedInputStream(in);
        this.file = file;
        this.dialect = dialect;
        this.partitions = partitions;
        this.ahead = this.in.read();
    }

    static CsvRecords open(String path, String file, CsvDialect dialect, Object[] partitions, Configuration hadoop) {
        try {
            return new CsvRecords(Files.open(path, hadoop), file, dialect, partitions);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean hasNext() {
        return ahead != END;
    }

    @Override
    public TextLine next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        long first = lines + 1;
        row.reset();
        boolean inQuotes = false;
        try {
            do {
                line.reset();
                int ending = readLine();
                byte[] bytes = line.toByteArray();
                String text = new String(bytes, 0, bytes.length - ending, StandardCharsets.UTF_8);
                inQuotes =
                        dialect.endsInQuotes(++lines == 1 ? TextLine.withoutByteOrderMark(text, file) : text, inQuotes);
                row.write(bytes, 0, inQuotes ? bytes.length : bytes.length - ending);
                requireLength(row.size(), first);
            } while (inQuotes && hasNext());
            if (!hasNext()) {
                in.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return TextLine.of(row.toByteArray(), file, 0, first, partitions);
    }

    /** Reads a line with its line break; returns the length of the break. */
    private int readLine() throws IOException {
        while (ahead != END && ahead != '\n' && ahead != '\r') {
            requireLength(line.size(), lines + 1);
            append();
        }
        int end = line.size();
        boolean carriageReturn = ahead == '\r';
        if (ahead != END) {
            append();
        }
        if (carriageReturn && ahead == '\n') {
            append();
        }
        return line.size() - end;
    }

    private void append() throws IOException {
        line.write(ahead);
        ahead = in.read();
    }

    private void requireLength(int length, long first) {
        if (length > MAX_ROW_BYTES) {
            throw new DataException("Cannot read data: " + file + "; the row that begins in line " + first
                    + " has more than " + MAX_ROW_BYTES + " bytes; look for a quote that is not closed");
        }
    }
}
