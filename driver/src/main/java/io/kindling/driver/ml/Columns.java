package io.kindling.driver.ml;

import io.kindling.driver.data.row.ColumnPatterns;
import io.kindling.driver.data.row.NestedCells;
import io.kindling.driver.data.sql.NameCase;
import io.kindling.trainer.error.DataException;
import java.util.List;
import java.util.Set;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
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

/**
 * The columns of one table, as params name them. Every check throws a {@link DataException} with the param and the
 * column. Names are compared as in Spark, see {@link NameCase}.
 */
final class Columns {
    static final String PLACE = "the data";

    private final StructType schema;
    private final NameCase nameCase;
    private final ColumnPatterns patterns;

    private Columns(StructType schema, NameCase nameCase) {
        this.schema = schema;
        this.nameCase = nameCase;
        this.patterns = new ColumnPatterns(schema, nameCase, PLACE);
    }

    static Columns of(Dataset<?> rows) {
        return new Columns(rows.schema(), NameCase.of(rows.sparkSession()));
    }

    /** The columns of a schema. Names are compared as in the session of the current thread. */
    static Columns of(StructType schema) {
        return new Columns(schema, NameCase.current());
    }

    StructType schema() {
        return schema;
    }

    NameCase nameCase() {
        return nameCase;
    }

    /** The columns with another schema. */
    Columns encoded(StructType encoded) {
        return new Columns(encoded, nameCase);
    }

    void requireFeatures(String column) {
        StructField field = require("featuresCol", column);
        if (!isVector(field.dataType()) && !NestedCells.areOf(field.dataType())) {
            throw wrongType("featuresCol", field, "vectors or arrays of numbers");
        }
    }

    void requireLabel(String param, String column) {
        StructField field = require(param, column);
        DataType type = field.dataType();
        if (type instanceof StringType) {
            throw wrongType(param, field, "numbers; StringIndexer converts names to numbers");
        }
        if (!(type instanceof NumericType || type instanceof BooleanType) && !isVector(type)) {
            throw wrongType(param, field, "numbers or booleans, or vectors or arrays of numbers");
        }
    }

    /** Whether a column has vectors or arrays of numbers. */
    boolean holdsVectors(String param, String column) {
        return isVector(require(param, column).dataType());
    }

    void requireNumbers(String param, String column) {
        StructField field = require(param, column);
        if (!(field.dataType() instanceof NumericType)) {
            throw wrongType(param, field, "numbers");
        }
    }

    void requireBooleans(String param, String column) {
        StructField field = require(param, column);
        if (!field.dataType().equals(DataTypes.BooleanType)) {
            throw wrongType(param, field, "booleans");
        }
    }

    /** Checks that a column can be read as one or several numbers. */
    void requireInput(String column) {
        StructField field = require("inputCols", column);
        DataType type = field.dataType();
        if (type instanceof StringType
                || type instanceof DateType
                || type instanceof TimestampType
                || type instanceof TimestampNTZType) {
            throw new DataException("Cannot use column " + column + " of inputCols: " + type.simpleString()
                    + "; give it a rule in columns: index, oneHot, hash, ordinal, dateParts or impute");
        }
        if (!(type instanceof NumericType || type instanceof BooleanType || type instanceof BinaryType)
                && !isVector(type)
                && !NestedCells.areOf(type)) {
            throw wrongType("inputCols", field, "numbers, booleans, or vectors or arrays of numbers");
        }
    }

    private static boolean isVector(DataType type) {
        return type.equals(SQLDataTypes.VectorType())
                || (type instanceof ArrayType array && array.elementType() instanceof NumericType);
    }

    /** The column with this name. */
    StructField require(String param, String column) {
        return schema.fields()[patterns.named(param, column)];
    }

    /**
     * The columns that the patterns of {@code inputCols} select.
     *
     * @param others columns to exclude: label, weight, indicator
     */
    List<StructField> inputs(List<String> inputCols, Set<String> others) {
        List<Integer> found = patterns.all("inputCols", inputCols);
        others.stream()
                .filter(patterns::has)
                .forEach(other -> found.remove((Object) patterns.named("inputCols", other)));
        patterns.requireUnique("inputCols", found);
        return found.stream().map(column -> schema.fields()[column]).toList();
    }

    private static DataException wrongType(String param, StructField field, String wanted) {
        return new DataException("Cannot use column " + field.name() + " of " + param + ": "
                + field.dataType().simpleString() + "; it must hold " + wanted);
    }

    /** The schema with the columns appended. */
    StructType append(List<StructField> added) {
        StructType result = schema;
        for (StructField field : added) {
            for (String name : result.fieldNames()) {
                if (nameCase.same(name, field.name())) {
                    throw new DataException("Cannot add column " + field.name()
                            + " to the data: the data has a column with this name; rename it or choose another name");
                }
            }
            result = result.add(field);
        }
        return result;
    }

    /** The column with exactly this name, including dots. */
    static Column of(String name) {
        return functions.col("`" + name.replace("`", "``") + "`");
    }
}
