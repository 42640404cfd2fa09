package io.kindling.driver.ml;

import io.kindling.trainer.error.DataException;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

/** What the columns named by params must be. Every check throws a {@link DataException} that names the param and the column. */
final class Columns {
    private static final int SHOWN = 12;

    private Columns() {}

    static void requireFeatures(StructType schema, String column) {
        StructField field = require(schema, "featuresCol", column);
        if (!isVector(field.dataType())) {
            throw wrongType("featuresCol", field, "vectors or arrays of numbers");
        }
    }

    static void requireLabel(StructType schema, String column) {
        StructField field = require(schema, "labelCol", column);
        if (field.dataType() instanceof StringType) {
            throw wrongType("labelCol", field, "numbers: StringIndexer makes them of names");
        }
        requireNumbers(schema, "labelCol", column);
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

    /** A column that is read as one number, or as several. */
    static void requireInput(StructType schema, String column) {
        StructField field = require(schema, "inputCols", column);
        DataType type = field.dataType();
        if (type instanceof StringType
                || type instanceof DateType
                || type instanceof TimestampType
                || type instanceof TimestampNTZType) {
            throw new DataException("Cannot use column " + column + " of inputCols: " + type.simpleString()
                    + "; give it a rule in columns: index, oneHot, hash, ordinal, dateParts or impute");
        }
        if (!(type instanceof NumericType || type instanceof BooleanType || type instanceof BinaryType)
                && !isVector(type)) {
            throw wrongType("inputCols", field, "numbers, booleans, or vectors or arrays of numbers");
        }
    }

    private static boolean isVector(DataType type) {
        return type.equals(SQLDataTypes.VectorType())
                || (type instanceof ArrayType array && array.elementType() instanceof NumericType);
    }

    static StructField require(StructType schema, String param, String column) {
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
