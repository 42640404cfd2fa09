package io.kindling.driver.data.column;

import io.kindling.driver.data.row.UnreadableCell;
import io.kindling.trainer.error.ConfigurationException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;

/**
 * Labels as classes, or categories as whole numbers, for an {@code embedding}: 0 for what was not seen in training or is not among the most frequent, then from 1 the categories by falling frequency. The embedding has
 * maxCategories + 1 rows.
 *
 * <p>Of a label the categories are classes. They count from 0 by falling frequency, equally frequent ones by their text, and a label that was not seen in training is an invalid label.
 *
 * @param columns of any type whose values have a canonical text, which docs/data-types.md lists
 * @param maxCategories that are kept. A feature requires it; without it, a label keeps all
 * @param missing category that stands in for a missing value; null, the default, leaves the row to {@code data.badRows}
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

    /** The number of the most frequent category: before it comes, for a feature, what was not seen. */
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
                    + ": none (a feature needs the number of its categories; only a label may leave it out)");
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
                        "'" + classes.category(cell) + "'", "no class of the model; its classes are " + known);
            }
            cells[at] = number < 0 ? null : (double) (number - 1);
        };
    }
}
