package io.kindling.driver.data.column;

import io.kindling.driver.data.source.DecimalText;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;

/** What a cell holds as a number, and the columns that come out of rules. */
final class Cells {
    private Cells() {}

    /** Whether a cell lacks its number: NULL, blank text or NaN. */
    static boolean isMissing(Object cell) {
        return cell == null || (cell instanceof String text ? isMissing(text.strip()) : Double.isNaN(number(cell)));
    }

    private static boolean isMissing(String text) {
        return text.isEmpty() || text.equals("NaN");
    }

    /** The number of a cell, 0 or 1 of a boolean; NaN where it holds none. */
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
