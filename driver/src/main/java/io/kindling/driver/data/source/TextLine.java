package io.kindling.driver.data.source;

import io.kindling.trainer.error.DataException;
import java.io.Serializable;
import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** One line of a text file, and where it stands. */
final class TextLine {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** The two bytes of the mark of UTF-16, read as UTF-8. */
    private static final String NOT_UTF_8 = "\uFFFD\uFFFD";

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

    /** Number of the line in its piece, from 1. */
    long number() {
        return number;
    }

    private static final class Lines implements Iterator<TextLine> {
        private final Iterator<Row> rows;
        private TextLine last = new TextLine("", "", -1, 0);

        Lines(Iterator<Row> rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public TextLine next() {
            Row row = rows.next();
            String file = row.getString(1);
            long offset = row.getLong(2);
            boolean samePiece = offset == last.offset && file.equals(last.file);
            long number = samePiece ? last.number + 1 : 1;
            String text = number == 1 ? withoutMark(row.getString(0), file) : row.getString(0);
            last = new TextLine(text, samePiece ? last.file : file, offset, number);
            return last;
        }
    }

    /**
     * A first line without the byte order mark that some programs begin a file with.
     *
     * @throws DataException if the mark is that of UTF-16, whose bytes are none of UTF-8
     */
    static String withoutMark(String text, String file) {
        if (text.startsWith(NOT_UTF_8)) {
            throw new DataException("Cannot read data: " + file
                    + "; it does not begin with UTF-8 text but as UTF-16 does, convert it: iconv -f UTF-16 -t UTF-8");
        }
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }
}
