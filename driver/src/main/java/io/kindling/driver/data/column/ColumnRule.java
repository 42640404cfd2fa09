package io.kindling.driver.data.column;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;

/** Rule that converts columns of a table to numbers. The width of the result does not depend on the data. */
public sealed interface ColumnRule extends Serializable permits DateParts, Hash, Impute, Index, OneHot, Ordinal {

    /** The columns: names, ranges {@code first..last} or patterns with {@code *} and {@code ?}. */
    List<String> columns();

    /** What is fitted to the training table. */
    default Fit fit() {
        return Fit.NOTHING;
    }

    /** Number of categories to keep per column, for {@link Fit#CATEGORIES}. */
    default int categories() {
        return 0;
    }

    /** Number of integers from 0 that represent the categories of a column; 0 for rules that produce other numbers. */
    default int numbers(FittedColumn fitted) {
        return 0;
    }

    /** Returns the category that a number represents; empty if it represents none or several. */
    default Optional<String> category(FittedColumn fitted, int number) {
        return Optional.empty();
    }

    /** Returns the names of the classes 0, 1, ... of a label; empty if they have no names. */
    default List<String> classNames(FittedColumn fitted) {
        return List.of();
    }

    /**
     * Maximum number of integers from 0 that represent categories, which is the number of rows of an embedding; 0 for
     * rules that produce quantities or several numbers.
     */
    default int maxNumbers() {
        return 0;
    }

    /** Whether {@code data.scaling} applies to the result. False for numbers that represent categories. */
    boolean isScaled();

    /** Returns the columns that replace a column. */
    List<StructField> fields(String column);

    /**
     * Returns the encoder for a column of a table.
     *
     * @throws io.kindling.trainer.error.DataException if the rule cannot read the type of the column, or the type does
     *     not match the type in training
     */
    CellEncoder encoder(FittedColumn fitted, TableColumn column);
}
