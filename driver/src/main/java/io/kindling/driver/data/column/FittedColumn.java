package io.kindling.driver.data.column;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructField;

/**
 * A rule for one column, with what the training table told of it.
 *
 * @param type of the column in the training table; null in a model that was saved before types were stored
 * @param categories as canonical texts, for {@link Fit#CATEGORIES}, in order
 * @param number for {@link Fit#MEAN} and {@link Fit#MEDIAN}
 * @param role of the column; {@link Role#FEATURE} in a model that was saved before roles were stored
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

    /** A feature. */
    public FittedColumn(String column, ColumnRule rule, ValueType type, List<String> categories, double number) {
        this(column, rule, type, categories, number, Role.FEATURE);
    }

    /** The same rule for a column of another name. */
    public FittedColumn named(String other) {
        return new FittedColumn(other, rule, type, categories, number, role);
    }

    /** Whether the column is a label. */
    public boolean isLabel() {
        return role == Role.LABEL;
    }

    /** The names of the classes 0, 1, ... of a label; empty where its classes are numbers. */
    public List<String> classNames() {
        return rule.classNames(this);
    }

    /** How many whole numbers from 0 the rule makes of categories; 0 where it makes other numbers. */
    public int numbers() {
        return rule.numbers(this);
    }

    /** The category that a number of {@link #numbers} stands for; empty where it stands for none or for several. */
    public Optional<String> category(int number) {
        return rule.category(this, number);
    }

    /** Categories that the survey keeps. */
    int categoriesKept() {
        return isLabel() && rule.categories() == 0 ? Categories.MOST : rule.categories();
    }

    /** Names of the columns that come out. */
    public List<String> outputs() {
        return rule.fields(column).stream().map(StructField::name).toList();
    }

    CellEncoder encoder(TableColumn read) {
        return rule.encoder(this, read);
    }
}
