package io.kindling.driver.data.column;

import java.util.List;
import org.apache.spark.sql.types.StructField;

/**
 * Categories as maxCategories + 1 numbers, one of which is 1 and the others 0: first a number for categories that were
 * not seen in training or are not among the most frequent, then one number per category by descending frequency.
 *
 * @param columns columns of any type whose values have a canonical text, which docs/data-types.md lists
 * @param maxCategories number of categories to keep
 * @param missing category of missing values; null, the default, leaves the row to {@code data.badRows}
 */
public record OneHot(List<String> columns, int maxCategories, String missing) implements ColumnRule {
    public OneHot {
        columns = List.copyOf(columns);
        Categories.requireSize("data.columns.oneHot.maxCategories", maxCategories);
    }

    public OneHot(List<String> columns, int maxCategories) {
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
        return List.of(Cells.bytes(column, maxCategories + 1));
    }

    @Override
    public CellEncoder encoder(FittedColumn fitted, TableColumn column) {
        Categories categories = Categories.of(fitted, missing, column);
        int width = maxCategories + 1;
        return (cell, cells, at) -> {
            int number = categories.number(cell);
            byte[] columns = null;
            if (number >= 0) {
                columns = new byte[width];
                columns[number] = 1;
            }
            cells[at] = columns;
        };
    }
}
