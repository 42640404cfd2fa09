package io.kindling.driver.data.column;

import io.kindling.driver.data.source.DecimalText;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;

/** Converts cells to numbers, and creates the columns that rules produce. */
final class Cells {
    private Cells() {}

    /** Whether a cell has no number: NULL, blank text or NaN. */
    static boolean isMissing(Object cell) {
        return cell == null || (cell instanceof String text ? isMissing(text.strip()) : Double.isNaN(number(cell)));
    }

    private static boolean isMissing(String text) {
        return text.isEmpty() || text.equals("NaN");
    }

    /** Returns the number of a cell, 0 or 1 for a boolean; NaN if the cell is not a number. */
    static double number(Object cell) {
        if (cell instanceof Number number) {
            return number.doubleValue();
        }
        if (cell instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        try {
            return cell == null ? Double.NaN : DecimalText.parse(cell.toString());
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** Returns a column of numbers. */
    static StructField number(String name) {
        return new StructField(name, DataTypes.DoubleType, true, Metadata.empty());
    }

    /** Returns a column of {@code width} numbers from 0 to 255. */
    static StructField bytes(String name, int width) {
        Metadata metadata = new MetadataBuilder().putLong("numFeatures", width).build();
        return new StructField(name, DataTypes.BinaryType, true, metadata);
    }
}
