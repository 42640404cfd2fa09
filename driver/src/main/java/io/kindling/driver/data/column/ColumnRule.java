package io.kindling.driver.data.column;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;

/** How some columns of a table become numbers, where they are not read as numbers as they stand. How many numbers does not depend on the data. */
public sealed interface ColumnRule extends Serializable permits DateParts, Hash, Impute, Index, OneHot, Ordinal {

    /** The columns, each a name, a range {@code first..last} or a pattern with {@code *} and {@code ?}. */
    List<String> columns();

    /** What must be known of a column before it can be encoded. */
    default Fit fit() {
        return Fit.NOTHING;
    }

    /** Categories that are kept of a column for {@link Fit#CATEGORIES}. */
    default int categories() {
        return 0;
    }

    /** How many whole numbers from 0 the rule makes of the categories of a column; 0 where it makes other numbers. */
    default int numbers(FittedColumn fitted) {
        return 0;
    }

    /** The category that such a number stands for; empty where it stands for none or for several. */
    default Optional<String> category(FittedColumn fitted, int number) {
        return Optional.empty();
    }

    /** The names of the classes 0, 1, ... that the rule makes of a label; empty where it names none. */
    default List<String> classNames(FittedColumn fitted) {
        return List.of();
    }

    /** How many whole numbers from 0 stand for categories, at most: the rows of an embedding. 0 for a rule that makes quantities or several numbers. */
    default int maxNumbers() {
        return 0;
    }

    /** Whether {@code data.scaling} goes for what comes out; not for the numbers of categories, which are names. */
    boolean isScaled();

    /** What comes out in place of the column. */
    List<StructField> fields(String column);

    /**
     * The encoder of one column of a table.
     *
     * @throws io.kindling.trainer.error.DataException if the rule cannot read the column's type, or not as it was in training
     */
    CellEncoder encoder(FittedColumn fitted, TableColumn column);
}
