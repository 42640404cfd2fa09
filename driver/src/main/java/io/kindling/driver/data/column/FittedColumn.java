package io.kindling.driver.data.column;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;

/**
 * A rule for one column, fitted to the training table.
 *
 * @param type type of the column in the training table; null in models saved before types were stored
 * @param categories categories as canonical texts, in order, for {@link Fit#CATEGORIES}
 * @param number fitted number, for {@link Fit#MEAN} and {@link Fit#MEDIAN}
 * @param role role of the column; {@link Role#FEATURE} in models saved before roles were stored
 */
public record FittedColumn(
        String column, ColumnRule rule, ValueType type, List<String> categories, double number, Role role)
        implements Serializable {
    public FittedColumn {
        categories = List.copyOf(categories);
    }

    public FittedColumn(String column, ColumnRule rule) {
        this(column, rule, null, List.of(), 0);
    }

    /** Creates the rule of a feature. */
    public FittedColumn(String column, ColumnRule rule, ValueType type, List<String> categories, double number) {
        this(column, rule, type, categories, number, Role.FEATURE);
    }

    /** Returns the same rule for a column with another name. */
    public FittedColumn named(String other) {
        return new FittedColumn(other, rule, type, categories, number, role);
    }

    /** Whether the column is a label. */
    public boolean isLabel() {
        return role == Role.LABEL;
    }

    /** Returns the names of the classes 0, 1, ... of a label; empty if its classes are numbers. */
    public List<String> classNames() {
        return rule.classNames(this);
    }

    /** Number of integers from 0 that represent categories; 0 for rules that produce other numbers. */
    public int numbers() {
        return rule.numbers(this);
    }

    /** Returns the category that a number below {@link #numbers} represents; empty if it represents none or several. */
    public Optional<String> category(int number) {
        return rule.category(this, number);
    }

    /** Maximum number of categories to keep. */
    int categoriesKept() {
        return isLabel() && rule.categories() == 0 ? Categories.MAX : rule.categories();
    }

    /** Names of the resulting columns. */
    public List<String> outputs() {
        return rule.fields(column).stream().map(StructField::name).toList();
    }

    CellEncoder encoder(TableColumn read) {
        return rule.encoder(this, read);
    }
}
