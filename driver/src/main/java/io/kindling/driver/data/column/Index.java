package io.kindling.driver.data.column;

import io.kindling.driver.data.row.UnreadableCell;
import io.kindling.trainer.error.ConfigurationException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;

/**
 * Labels as classes, or categories as whole numbers for an {@code embedding}: 0 for categories that were not seen in
 * training or are not among the most frequent, then the categories from 1 by descending frequency. The embedding has
 * maxCategories + 1 rows.
 *
 * <p>The categories of a label are classes. They count from 0 by descending frequency; categories with equal counts are
 * ordered by text. A label that was not seen in training is an invalid label.
 *
 * @param columns columns of any type whose values have a canonical text, which docs/data-types.md lists
 * @param maxCategories number of categories to keep. Required for a feature; by default, a label keeps all
 * @param missing category of missing values; null, the default, leaves the row to {@code data.badRows}
 */
public record Index(List<String> columns, int maxCategories, String missing) implements ColumnRule {
    private static final String MAX_CATEGORIES = "data.columns.index.maxCategories";
    private static final int NAMES_SHOWN = 20;

    public Index {
        columns = List.copyOf(columns);
        if (maxCategories != 0) {
            Categories.requireSize(MAX_CATEGORIES, maxCategories);
        }
    }

    public Index(List<String> columns) {
        this(columns, 0);
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
    public int numbers(FittedColumn fitted) {
        return fitted.categories().size() + first(fitted);
    }

    @Override
    public Optional<String> category(FittedColumn fitted, int number) {
        return number < first(fitted)
                ? Optional.empty()
                : Optional.of(fitted.categories().get(number - first(fitted)));
    }

    /** Number of the most frequent category. For a feature, 0 represents unknown categories. */
    private static int first(FittedColumn fitted) {
        return fitted.isLabel() ? 0 : 1;
    }

    @Override
    public List<String> classNames(FittedColumn fitted) {
        return fitted.isLabel() ? fitted.categories() : List.of();
    }

    @Override
    public int maxNumbers() {
        return maxCategories + 1;
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
        if (fitted.isLabel()) {
            return classes(fitted, column);
        }
        if (maxCategories == 0) {
            throw new ConfigurationException("Invalid " + MAX_CATEGORIES + " of column " + fitted.column()
                    + ": not set (required for a feature)");
        }
        Categories categories = Categories.of(fitted, missing, column);
        return (cell, cells, at) -> {
            int number = categories.number(cell);
            cells[at] = number < 0 ? null : (double) number;
        };
    }

    private CellEncoder classes(FittedColumn fitted, TableColumn column) {
        Categories classes = Categories.of(fitted, missing, column);
        List<String> names = fitted.categories();
        String known = String.join(", ", names.subList(0, Math.min(names.size(), NAMES_SHOWN)))
                + (names.size() > NAMES_SHOWN ? ", ... (" + names.size() + " classes)" : "");
        return (cell, cells, at) -> {
            int number = classes.number(cell);
            if (number == 0) {
                throw UnreadableCell.label(
                        "'" + classes.category(cell) + "'", "not a class of the model; the classes are " + known);
            }
            cells[at] = number < 0 ? null : (double) (number - 1);
        };
    }
}
