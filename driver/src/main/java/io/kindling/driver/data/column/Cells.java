package io.kindling.driver.data.column;

import io.kindling.driver.data.row.DecimalText;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;

/** What a cell holds, as text or as a number. */
final class Cells {
    private Cells() {}

    /** The text of a cell; null for none and for blanks. */
    static String text(Object cell) {
        if (cell == null) {
            return null;
        }
        String text = cell.toString();
        return text.isBlank() ? null : text;
    }

    /** The number of a cell; NaN where it holds none. */
    static double number(Object cell) {
        if (cell instanceof Number number) {
            return number.doubleValue();
        }
        String text = text(cell);
        if (text == null) {
            return Double.NaN;
        }
        try {
            return DecimalText.parse(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** A column of one number. */
    static StructField number(String name) {
        return new StructField(name, DataTypes.DoubleType, true, Metadata.empty());
    }

    /** A column of that many numbers from 0 to 255. */
    static StructField bytes(String name, int width) {
        Metadata metadata = new MetadataBuilder().putLong("numFeatures", width).build();
        return new StructField(name, DataTypes.BinaryType, true, metadata);
    }
}
