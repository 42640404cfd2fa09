package io.kindling.driver.data.source;

import io.kindling.trainer.error.DataException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A line of a UTF-8 text file, with its position in the file. */
final class TextLine {
    /** The predecessor of the first line. */
    static final TextLine NONE = new TextLine("", "", -1, 0, new Object[0], true);

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** The character that a decoder substitutes for bytes that are not UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    /** The two bytes of the UTF-16 byte order mark, decoded as UTF-8. */
    private static final String UTF_16_MARK = "\uFFFD\uFFFD";

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
     * Decodes a line.
     *
     * @param offset byte at which the split of the file begins
     * @param number number of the line within the split, from 1
     * @param partitions values of the partition folders of the file
     */
    static TextLine of(byte[] bytes, String file, long offset, long number, Object[] partitions) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        boolean utf8 = text.indexOf(REPLACEMENT) < 0 || isUtf8(bytes);
        return new TextLine(
                number == 1 ? withoutByteOrderMark(text, file) : text, file, offset, number, partitions, utf8);
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

    /** Returns the byte at which the split of the file begins. */
    long offset() {
        return offset;
    }

    /** Returns the number of the line within the split, from 1. */
    long number() {
        return number;
    }

    /** Returns the values of the partition folders of the file. */
    Object[] partitions() {
        return partitions;
    }

    /** Returns whether the bytes of the line are valid UTF-8. */
    boolean isUtf8() {
        return utf8;
    }

    /**
     * Returns the first line of a file without its byte order mark.
     *
     * @throws DataException if the line begins with a UTF-16 byte order mark
     */
    static String withoutByteOrderMark(String text, String file) {
        if (text.startsWith(UTF_16_MARK)) {
            throw new DataException("Cannot read data: " + file
                    + "; it begins like UTF-16 and not like UTF-8 text; convert it: iconv -f UTF-16 -t UTF-8");
        }
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }
}
