package io.kindling.driver.data.source;

import java.io.Serializable;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** One line of a text file that is not blank, and where it stands. */
final class TextLine {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final String text;
    private final String file;
    private final long offset;
    private final long number;

    private TextLine(String text, String file, long offset, long number) {
        this.text = text;
        this.file = file;
        this.offset = offset;
        this.number = number;
    }

    /** Runs {@code parser} over the lines of each task, those of one piece of a file one after another. */
    static JavaRDD<Row> parse(SparkSession spark, String path, Parser parser) {
        return Origin.attach(spark.read().text(InputPaths.present(path, spark)))
                .javaRDD()
                .mapPartitions(rows -> parser.parse(new Lines(rows)));
    }

    /** Makes rows of lines. */
    interface Parser extends Serializable {
        Iterator<Row> parse(Iterator<TextLine> lines);
    }

    String text() {
        return text;
    }

    String file() {
        return file;
    }

    /** Byte at which the piece of the file begins that the line was read with. */
    long offset() {
        return offset;
    }

    /** Number of the line in its piece, from 1; blank lines count. */
    long number() {
        return number;
    }

    private static final class Lines implements Iterator<TextLine> {
        private final Iterator<Row> rows;
        private TextLine last = new TextLine("", "", -1, 0);
        private TextLine next;

        Lines(Iterator<Row> rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            while (next == null && rows.hasNext()) {
                Row row = rows.next();
                String file = row.getString(1);
                long offset = row.getLong(2);
                boolean samePiece = offset == last.offset && file.equals(last.file);
                long number = samePiece ? last.number + 1 : 1;
                String text = number == 1 ? withoutMark(row.getString(0)) : row.getString(0);
                last = new TextLine(text, samePiece ? last.file : file, offset, number);
                if (!last.text.isBlank()) {
                    next = last;
                }
            }
            return next != null;
        }

        @Override
        public TextLine next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            TextLine line = next;
            next = null;
            return line;
        }
    }

    /** A line without the byte order mark that some programs begin a file with. */
    static String withoutMark(String text) {
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }
}
