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
    private static final int MOST = 1 << 20;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final String missing;

    /**
     * Categories.
     *
     * @param kept in order
     * @param missing what a missing value counts as; null for none
     */
    Categories(List<String> kept, String missing) {
        for (String category : kept) {
            numbers.put(category, numbers.size() + 1);
        }
        this.missing = missing;
    }

    /** The number of a cell; -1 for a missing value that counts as none. */
    int number(Object cell) {
        String text = Cells.text(cell);
        if (text == null && missing == null) {
            return -1;
        }
        return numbers.getOrDefault(text == null ? missing : text, UNSEEN);
    }

    static void requireSize(String name, int categories) {
        if (categories < 1 || categories > MOST) {
            throw new ConfigurationException(
                    "Invalid " + name + ": " + categories + " (must be from 1 to " + MOST + "; hash takes any number)");
        }
    }
}
