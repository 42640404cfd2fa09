package io.kindling.driver.data.source;

import io.kindling.trainer.error.DataException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** One line of a text file in UTF-8, and where it stands. */
final class TextLine {
    /** Before the first line of all. */
    static final TextLine NONE = new TextLine("", "", -1, 0, new Object[0], true);

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** What a decoder puts in place of bytes that are not UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    /** The two bytes of the mark of UTF-16, read as UTF-8. */
    private static final String NOT_UTF_8 = "\uFFFD\uFFFD";

    private final String text;
    private final String file;
    private final long offset;
    private final long number;
    private final Object[] partitions;
    private final boolean utf8;

    private TextLine(String text, String file, long offset, long number, Object[] partitions, boolean utf8) {
        this.text = text;
        this.file = file;
        this.offset = offset;
        this.number = number;
        this.partitions = partitions;
        this.utf8 = utf8;
    }

    /**
     * A line.
     *
     * @param number of the line in its piece of the file, from 1
     */
    static TextLine of(byte[] bytes, String file, long offset, long number, Object[] partitions) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean utf8 = text.indexOf(REPLACEMENT) < 0 || isUtf8(bytes);
        return new TextLine(number == 1 ? withoutMark(text, file) : text, file, offset, number, partitions, utf8);
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
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

    /** Values of the partition folders that the file is in. */
    Object[] partitions() {
        return partitions;
    }

    /** Whether the bytes of the line are UTF-8. */
    boolean isUtf8() {
        return utf8;
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
