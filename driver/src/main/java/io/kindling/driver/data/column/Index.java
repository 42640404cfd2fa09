package io.kindling.driver.data.column;

import java.util.List;
import org.apache.spark.sql.types.StructField;

/**
 * Categories as whole numbers, for an {@code embedding}: 0 for what was not seen in training or is not among the most frequent, then from 1 the categories by falling frequency. The embedding has
 * maxCategories + 1 rows.
 *
 * @param columns of any type whose values have a canonical text, which docs/data-types.md lists
 * @param maxCategories that are kept
 * @param missing category that stands in for a missing value; null, the default, leaves the row to {@code data.badRows}
 */
public record Index(List<String> columns, int maxCategories, String missing) implements ColumnRule {
    public Index {
        columns = List.copyOf(columns);
        Categories.requireSize("data.columns.index.maxCategories", maxCategories);
    }

    public Index(List<String> columns, int maxCategories) {
        this(columns, maxCategories, null);
    }

    @Override
    public Fit fit() {
        return Fit.CATEGORIES;
    }

    @Override
    public int categories() {
        return maxCategories;
    }

    @Override
    public boolean isScaled() {
        return false;
    }

    @Override
    public List<StructField> fields(String column) {
        return List.of(Cells.number(column));
    }

    @Override
    public CellEncoder encoder(FittedColumn fitted, TableColumn column) {
        Categories categories = Categories.of(fitted, missing, column);
        return (cell, cells, at) -> {
            int number = categories.number(cell);
            cells[at] = number < 0 ? null : (double) number;
        };
    }
}
