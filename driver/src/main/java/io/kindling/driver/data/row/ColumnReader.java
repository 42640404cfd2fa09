package io.kindling.driver.data.row;

import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Row;

/** Reads one column of a row as {@code width} floats: numbers, text that is a number, booleans, arrays, vectors and unsigned bytes. */
final class ColumnReader implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int index;
    private final String name;
    private final int width;
    private final boolean vector;

    ColumnReader(int index, String name, int width, boolean vector) {
        this.index = index;
        this.name = name;
        this.width = width;
        this.vector = vector;
    }

    /** Position of the column. */
    int index() {
        return index;
    }

    String name() {
        return name;
    }

    int width() {
        return width;
    }

    /** Name of one of its numbers. */
    String name(int number) {
        return width == 1 ? name : name + "[" + number + "]";
    }

    /**
     * Overwrites {@code values[at .. at + width)}.
     *
     * @throws BadCell if the cell does not hold that many finite numbers
     */
    void read(Row row, float[] values, int at) {
        Object cell = row.get(index);
        if (cell instanceof Number number) {
            values[at] = finite(number.doubleValue(), number);
        } else if (cell instanceof String text) {
            values[at] = finite(parse(text), text);
        } else if (cell instanceof Boolean flag) {
            values[at] = flag ? 1 : 0;
        } else if (cell instanceof UnreadableCell unreadable) {
            throw BadCell.value(BadRowReason.NOT_A_NUMBER, name, unreadable.value(), unreadable.why());
        } else if (cell == null) {
            throw BadCell.value(BadRowReason.MISSING, name, null, "there is no value");
        } else if (cell instanceof byte[] bytes) {
            readBytes(bytes, values, at);
        } else if (vector) {
            readNumbers(VectorCells.toArray(cell), values, at);
        } else {
            readList(row.getList(index), values, at);
        }
    }

    private void readBytes(byte[] bytes, float[] values, int at) {
        requireLength(bytes.length);
        for (int i = 0; i < width; i++) {
            values[at + i] = bytes[i] & 0xFF;
        }
    }

    private void readNumbers(double[] numbers, float[] values, int at) {
        requireLength(numbers.length);
        for (int i = 0; i < width; i++) {
            values[at + i] = finite(numbers[i], numbers[i]);
        }
    }

    private void readList(List<?> list, float[] values, int at) {
        requireLength(list.size());
        for (int i = 0; i < width; i++) {
            if (!(list.get(i) instanceof Number number)) {
                throw BadCell.value(BadRowReason.MISSING, name + "[" + i + "]", list.get(i), "there is no value");
            }
            values[at + i] = finite(number.doubleValue(), number);
        }
    }

    private void requireLength(int length) {
        if (length != width) {
            throw BadCell.value(BadRowReason.WRONG_LENGTH, name, length + " values", "must be " + width);
        }
    }

    private float finite(double value, Object shown) {
        float rounded = (float) value;
        if (!Float.isFinite(rounded)) {
            throw BadCell.value(BadRowReason.NOT_FINITE, name, shown, "must be finite in 32-bit floating point");
        }
        return rounded + 0f;
    }

    private double parse(String text) {
        if (text.isBlank()) {
            throw BadCell.value(BadRowReason.MISSING, name, "''", "there is no value");
        }
        try {
            return DecimalText.parse(text);
        } catch (NumberFormatException e) {
            throw notANumber(text);
        }
    }

    private BadCell notANumber(String text) {
        return BadCell.value(
                BadRowReason.NOT_A_NUMBER,
                name,
                "'" + text + "'",
                "not a number; text as a feature needs a rule in data.columns");
    }
}
