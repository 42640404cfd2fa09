package io.kindling.driver.data.column;

import io.kindling.trainer.error.DataException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What can be known of categories in a model that was saved before the types of columns were stored. Its categories are what Java printed of the cells. All printed numbers are read as numbers, other text without the
 * blanks at its ends. What Java prints of timestamps, arrays and bytes depends on the JVM, so it is refused.
 *
 * @param kept the categories as canonical texts, in order
 * @param text of the cells of the table
 * @param numbers whether the categories are numbers
 */
record UntypedCategories(List<String> kept, CellText text, boolean numbers) {
    private static final String TRAIN_AGAIN =
            "the model was saved before the types of columns were stored, and what it was trained on is not known: train again";

    /** A number as Java prints it. */
    private static final Pattern PRINTED = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?(E[+-]?[0-9]+)?");

    /** Bytes, sequences of Scala, and timestamps as Java prints them. */
    private static final Pattern OBJECT = Pattern.compile("\\[B@[0-9a-f]+|\\w*Array\\w*\\(.*|Vector\\(.*|List\\(.*"
            + "|[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8}\\.[0-9]+|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,}Z?");

    private static final Set<String> INTEGERS = Set.of("tinyint", "smallint", "int", "bigint");

    UntypedCategories {
        kept = List.copyOf(kept);
    }

    /**
     * The categories of {@code index} and {@code oneHot} for a table.
     *
     * @throws DataException if it cannot be known whether they fit the column
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

    /** What stands in for a missing value. */
    String category(String missing) {
        return numbers ? canonical(missing.strip()) : missing.strip();
    }

    /** Whether all are printed numbers, no two of which are one number. */
    private static boolean areNumbers(List<String> categories) {
        Set<String> different = new HashSet<>();
        return categories.stream()
                .allMatch(category -> PRINTED.matcher(category).matches() && different.add(canonical(category)));
    }

    private static String canonical(String text) {
        return text != null && PRINTED.matcher(text).matches() ? NumberText.parse(text, "decimal") : text;
    }

    /**
     * The type that a column of {@code hash} is read as: text, a whole number, a boolean or a date, whose printed text is its canonical one.
     *
     * @throws DataException for another type
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
     * The type that the values of {@code ordinal} are read as.
     *
     * @throws DataException if a column of that type cannot have been trained on with these values
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
