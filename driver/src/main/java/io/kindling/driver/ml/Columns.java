package io.kindling.driver.ml;

import io.kindling.trainer.error.DataException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** What the columns named by params must be. Every check throws a {@link DataException} that names the param and the column. */
final class Columns {
    private static final int SHOWN = 12;

    private Columns() {}

    static void requireFeatures(StructType schema, String column) {
        StructField field = require(schema, "featuresCol", column);
        boolean numbers = field.dataType() instanceof ArrayType array && array.elementType() instanceof NumericType;
        if (!numbers && !field.dataType().equals(SQLDataTypes.VectorType())) {
            throw wrongType("featuresCol", field, "vectors or arrays of numbers");
        }
    }

    static void requireNumbers(StructType schema, String param, String column) {
        StructField field = require(schema, param, column);
        if (!(field.dataType() instanceof NumericType)) {
            throw wrongType(param, field, "numbers");
        }
    }

    static void requireBooleans(StructType schema, String param, String column) {
        StructField field = require(schema, param, column);
        if (!field.dataType().equals(DataTypes.BooleanType)) {
            throw wrongType(param, field, "booleans");
        }
    }

    private static StructField require(StructType schema, String param, String column) {
        List<String> names = Arrays.asList(schema.fieldNames());
        if (!names.contains(column)) {
            String listed = names.size() <= SHOWN
                    ? String.join(", ", names)
                    : String.join(", ", names.subList(0, SHOWN)) + ", ... (" + names.size() + " columns)";
            throw new DataException("Cannot find column " + column + " of " + param + " in the data; it has " + listed);
        }
        return schema.fields()[names.indexOf(column)];
    }

    private static DataException wrongType(String param, StructField field, String wanted) {
        return new DataException("Cannot use column " + field.name() + " of " + param + ": "
                + field.dataType().simpleString() + "; it must hold " + wanted);
    }

    /** The schema with the columns behind it. */
    static StructType append(StructType schema, List<StructField> added) {
        StructType result = schema;
        for (StructField field : added) {
            if (Arrays.asList(result.fieldNames()).contains(field.name())) {
                throw new DataException("Cannot add column " + field.name()
                        + " to the data: it has a column of that name; rename it or choose another name");
            }
            result = result.add(field);
        }
        return result;
    }

    /** A column by its whole name, dots and all. */
    static Column of(String name) {
        return functions.col("`" + name.replace("`", "``") + "`");
    }
}
