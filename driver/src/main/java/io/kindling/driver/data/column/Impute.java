package io.kindling.driver.data.column;

import io.kindling.trainer.error.ConfigurationException;
import java.util.List;
import org.apache.spark.sql.types.StructField;

/**
 * Replaces missing numbers: NULL, blank text or NaN.
 *
 * @param columns columns of numbers
 * @param strategy replacement; default mean
 * @param value number for constant; default 0
 */
public record Impute(List<String> columns, Strategy strategy, double value) implements ColumnRule {

    /** Replacement for missing numbers. */
    public enum Strategy {
        /** Mean of the values in the training table. */
        MEAN,
        /** Median of the values in the training table. */
        MEDIAN,
        CONSTANT
    }

    public Impute {
        columns = List.copyOf(columns);
        if (!Double.isFinite(value)) {
            throw new ConfigurationException("Invalid data.columns.impute.value: " + value + " (must be finite)");
        }
    }

    public Impute(List<String> columns) {
        this(columns, Strategy.MEAN, 0);
    }

    @Override
    public Fit fit() {
        return switch (strategy) {
            case MEAN -> Fit.MEAN;
            case MEDIAN -> Fit.MEDIAN;
            case CONSTANT -> Fit.NOTHING;
        };
    }

    @Override
    public boolean isScaled() {
        return true;
    }

    @Override
    public List<StructField> fields(String column) {
        return List.of(Cells.number(column));
    }

    @Override
    public CellEncoder encoder(FittedColumn fitted, TableColumn column) {
        ValueType type = column.type();
        if (!type.is(CanonicalType.NUMBER)
                && !type.is(CanonicalType.TEXT)
                && !type.is(CanonicalType.BOOLEAN)
                && !type.is(CanonicalType.VOID)) {
            throw column.refused("impute accepts numeric columns, booleans, and text that is read as numbers");
        }
        double number = strategy == Strategy.CONSTANT ? value : fitted.number();
        return (cell, cells, at) -> cells[at] = Cells.isMissing(cell) ? (Object) number : cell;
    }
}
