package io.kindling.driver.data.row;

import io.kindling.driver.data.source.BadCell;
import io.kindling.driver.data.source.BadRowReason;
import io.kindling.driver.data.source.DecimalText;
import java.io.Serializable;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;

/**
 * Reads a column of a row as {@code width} floats. Accepts numbers, text with a number, booleans, arrays, nested
 * arrays, vectors and unsigned bytes.
 */
final class ColumnReader implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Pattern DECIMAL_COMMA =
            Pattern.compile("[+-]?([0-9]*|[0-9]{1,3}(\\.[0-9]{3})+),[0-9]+([eE][+-]?[0-9]+)?");

    private final int index;
    private final String name;
    private final CellShape shape;
    private final int width;
    private final boolean vector;

    ColumnReader(int index, String name, CellShape shape, boolean vector) {
        this.index = index;
        this.name = name;
        this.shape = shape;
        this.width = shape.width();
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

    CellShape shape() {
        return shape;
    }

    /** Returns the name of an element: {@code pixels[7]}, or {@code image[0][7]} in nested arrays. */
    String name(int number) {
        return width == 1 ? name : place(number, shape.extents().size());
    }

    /** Returns the name of the array at {@code depth} that contains an element. */
    private String place(int number, int depth) {
        StringBuilder place = new StringBuilder(name);
        int extent = width;
        int left = number;
        for (int level = 0; level < depth; level++) {
            extent /= shape.extents().get(level);
            place.append('[').append(left / extent).append(']');
            left %= extent;
        }
        return place.toString();
    }

    /**
     * Overwrites {@code values[at .. at + width)}.
     *
     * @throws BadCell if the cell does not hold {@code width} finite numbers
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
            throw BadCell.value(unreadable.reason(), name, unreadable.value(), unreadable.why());
        } else if (cell == null) {
            throw BadCell.value(BadRowReason.MISSING, name, null, "the value is missing");
        } else if (cell instanceof byte[] bytes) {
            readBytes(bytes, values, at);
        } else if (vector) {
            readNumbers(VectorCells.toArray(cell), values, at);
        } else if (shape.isNested()) {
            readNested(row.getList(index), 0, 0, values, at);
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
                throw BadCell.value(BadRowReason.MISSING, name + "[" + i + "]", list.get(i), "the value is missing");
            }
            values[at + i] = finite(number.doubleValue(), number);
        }
    }

    /**
     * Reads an array and its nested arrays.
     *
     * @param depth depth of the array, 0 for the outermost
     * @param number index of the first number of this array in the cell
     */
    private void readNested(List<?> array, int depth, int number, float[] values, int at) {
        int length = shape.extents().get(depth);
        if (array.size() != length) {
            throw BadCell.value(
                    BadRowReason.WRONG_LENGTH, place(number, depth), array.size() + " values", "must be " + length);
        }
        boolean innermost = depth + 1 == shape.extents().size();
        int step = innermost ? 1 : numbersBelow(depth);
        for (int i = 0; i < length; i++) {
            int next = number + i * step;
            Object element = array.get(i);
            if (element == null) {
                throw BadCell.value(BadRowReason.MISSING, place(next, depth + 1), null, "the value is missing");
            }
            if (innermost) {
                values[at + next] = finite(((Number) element).doubleValue(), element, next);
            } else {
                readNested(NestedCells.elements(element), depth + 1, next, values, at);
            }
        }
    }

    private int numbersBelow(int depth) {
        int numbers = 1;
        for (int level = depth + 1; level < shape.extents().size(); level++) {
            numbers *= shape.extents().get(level);
        }
        return numbers;
    }

    private float finite(double value, Object shown, int number) {
        float rounded = (float) value;
        if (!Float.isFinite(rounded)) {
            throw notFinite(name(number), shown);
        }
        return rounded + 0f;
    }

    private static BadCell notFinite(String place, Object shown) {
        return BadCell.value(BadRowReason.NOT_FINITE, place, shown, "must be finite in 32-bit floating point");
    }

    private void requireLength(int length) {
        if (length != width) {
            throw BadCell.value(BadRowReason.WRONG_LENGTH, name, length + " values", "must be " + width);
        }
    }

    private float finite(double value, Object shown) {
        float rounded = (float) value;
        if (!Float.isFinite(rounded)) {
            throw notFinite(name, shown);
        }
        return rounded + 0f;
    }

    private double parse(String text) {
        if (text.isBlank()) {
            throw BadCell.value(BadRowReason.MISSING, name, "''", "the value is missing");
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
                DECIMAL_COMMA.matcher(text.strip()).matches()
                        ? "not a number: it has a decimal comma; write " + withPoint(text)
                                + " in the data, or make a column of it in data.expressions: double(replace(" + name
                                + ", ',', '.'))"
                        : "not a number; text needs a rule in data.columns");
    }

    private static String withPoint(String text) {
        return text.strip().replace(".", "").replace(',', '.');
    }
}
