package io.kindling.driver.data.column;

import io.kindling.trainer.error.ConfigurationException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers of the categories of a column: 0 for unknown categories, then the kept categories from 1. */
final class Categories implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int UNKNOWN = 0;
    static final int MAX = 1 << 20;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final CellText text;
    private final String missing;

    private Categories(List<String> kept, CellText text, String missing) {
        for (int i = 0; i < kept.size(); i++) {
            numbers.putIfAbsent(kept.get(i), i + 1);
        }
        this.text = text;
        this.missing = missing;
    }

    /**
     * Returns the categories of a column of a table.
     *
     * @param missing category of missing values; null for none
     * @throws io.kindling.trainer.error.DataException if the type of the column does not match the type in training
     */
    static Categories of(FittedColumn fitted, String missing, TableColumn column) {
        if (fitted.type() == null) {
            UntypedCategories untyped = UntypedCategories.of(fitted.categories(), column);
            return new Categories(untyped.kept(), untyped.text(), missing == null ? null : untyped.category(missing));
        }
        TrainedColumn trained = new TrainedColumn(fitted.type(), column);
        return new Categories(
                fitted.categories(),
                trained.text(fitted.categories()),
                missing == null ? null : trained.standIn(missing));
    }

    /**
     * Returns the number of a cell; -1 for a missing value without a category.
     *
     * @throws io.kindling.driver.data.row.UnreadableCell if the cell is not a value of the type in training
     */
    int number(Object cell) {
        String category = category(cell);
        return category == null ? -1 : numbers.getOrDefault(category, UNKNOWN);
    }

    /** Returns the canonical text of a cell; null for a missing value without a category. */
    String category(Object cell) {
        String category = text.of(cell);
        return category == null ? missing : category;
    }

    static void requireSize(String name, int categories) {
        if (categories < 1 || categories > MAX) {
            throw new ConfigurationException(
                    "Invalid " + name + ": " + categories + " (must be from 1 to " + MAX + "; hash has no limit)");
        }
    }
}
