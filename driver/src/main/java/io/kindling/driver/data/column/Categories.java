package io.kindling.driver.data.column;

import io.kindling.trainer.error.ConfigurationException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The numbers of the categories of one column: 0 for all that were not kept, then the kept ones from 1. */
final class Categories implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int UNSEEN = 0;
    static final int MOST = 1 << 20;

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
     * The categories of a column of a table.
     *
     * @param missing what a missing value counts as; null for none
     * @throws io.kindling.trainer.error.DataException if the column cannot be read as it was in training
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
     * The number of a cell; -1 for a missing value that counts as none.
     *
     * @throws io.kindling.driver.data.row.UnreadableCell if the cell holds no value of the type of training
     */
    int number(Object cell) {
        String category = category(cell);
        return category == null ? -1 : numbers.getOrDefault(category, UNSEEN);
    }

    /** The canonical text of a cell; null for a missing value that counts as none. */
    String category(Object cell) {
        String category = text.of(cell);
        return category == null ? missing : category;
    }

    static void requireSize(String name, int categories) {
        if (categories < 1 || categories > MOST) {
            throw new ConfigurationException(
                    "Invalid " + name + ": " + categories + " (must be from 1 to " + MOST + "; hash takes any number)");
        }
    }
}
