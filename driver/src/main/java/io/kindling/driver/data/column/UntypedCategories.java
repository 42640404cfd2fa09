package io.kindling.driver.data.column;

import io.kindling.trainer.error.DataException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Categories of a model that was saved before column types were stored. They are the cells as printed by Java. If all
 * are printed numbers, they are read as numbers, otherwise as trimmed text. Printed timestamps, arrays and bytes depend
 * on the JVM and are refused.
 *
 * @param kept categories as canonical texts, in order
 * @param text canonical text of the cells of the table
 * @param numbers whether the categories are numbers
 */
record UntypedCategories(List<String> kept, CellText text, boolean numbers) {
    private static final String TRAIN_AGAIN =
            "the model was saved before column types were stored, so its training type is unknown: train again";

    /** A number as printed by Java. */
    private static final Pattern PRINTED = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?(E[+-]?[0-9]+)?");

    /** Bytes, Scala sequences and timestamps as printed by Java. */
    private static final Pattern OBJECT = Pattern.compile("\\[B@[0-9a-f]+|\\w*Array\\w*\\(.*|Vector\\(.*|List\\(.*"
            + "|[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}\\.[0-9]+|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,}Z?");

    private static final Set<String> INTEGERS = Set.of("tinyint", "smallint", "int", "bigint");

    UntypedCategories {
        kept = List.copyOf(kept);
    }

    /**
     * Returns the categories of {@code index} and {@code oneHot} for a table.
     *
     * @throws DataException if it is unknown whether they match the column
     */
    static UntypedCategories of(List<String> categories, TableColumn column) {
        ValueType type = column.type();
        boolean numbers = areNumbers(categories);
        boolean known = type.is(CanonicalType.VOID)
                || (type.is(CanonicalType.NUMBER) && numbers)
                || (type.is(CanonicalType.TEXT)
                        && categories.stream()
                                .noneMatch(category -> OBJECT.matcher(category).matches()))
                || ((type.is(CanonicalType.BOOLEAN) || type.is(CanonicalType.DATE))
                        && categories.stream().allMatch(new TextReader(type, column.timeZone())::isCanonical));
        if (!known) {
            throw column.refused(TRAIN_AGAIN);
        }
        CellText own = column.text();
        boolean asNumbers = numbers && type.is(CanonicalType.TEXT);
        return new UntypedCategories(
                categories.stream()
                        .map(category -> numbers ? canonical(category) : category.strip())
                        .toList(),
                asNumbers ? cell -> canonical(own.of(cell)) : own,
                numbers);
    }

    /** Returns the category of missing values. */
    String category(String missing) {
        return numbers ? canonical(missing.strip()) : missing.strip();
    }

    /** Whether all are printed numbers with different values. */
    private static boolean areNumbers(List<String> categories) {
        Set<String> different = new HashSet<>();
        return categories.stream()
                .allMatch(category -> PRINTED.matcher(category).matches() && different.add(canonical(category)));
    }

    private static String canonical(String text) {
        return text != null && PRINTED.matcher(text).matches() ? NumberText.parse(text, "decimal") : text;
    }

    /**
     * Returns the type for reading a column of {@code hash}: text, a whole number, a boolean or a date, whose printed
     * text is the canonical text.
     *
     * @throws DataException for other types
     */
    static ValueType hashed(TableColumn column) {
        ValueType type = column.type();
        boolean known = type.is(CanonicalType.TEXT)
                || type.is(CanonicalType.BOOLEAN)
                || type.is(CanonicalType.DATE)
                || type.is(CanonicalType.VOID)
                || INTEGERS.contains(type.sql());
        if (!known) {
            throw column.refused(TRAIN_AGAIN);
        }
        return type;
    }

    /**
     * Returns the type for reading the values of {@code ordinal}.
     *
     * @throws DataException if a column of that type cannot have been trained with these values
     */
    static ValueType ordinal(List<String> values, TableColumn column) {
        ValueType type = column.type();
        TextReader reader = new TextReader(type, column.timeZone());
        boolean known = type.is(CanonicalType.TEXT)
                || (type.is(CanonicalType.NUMBER) && areNumbers(values))
                || ((type.is(CanonicalType.BOOLEAN) || type.is(CanonicalType.DATE))
                        && values.stream().allMatch(reader::isCanonical));
        if (!known) {
            throw column.refused(TRAIN_AGAIN);
        }
        return type;
    }
}
