package io.kindling.driver.data.preparation;

import io.kindling.driver.data.source.SourceTable;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;

/** Finds columns that number the rows, such as the index that pandas writes. A model must not learn from them. */
final class RowNumbers {
    /** Names that pandas, Spark and R give to a column without a name. */
    private static final Pattern UNNAMED = Pattern.compile("_c0|Unnamed: 0|index|rownames|__index_level_0__");

    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,18}");

    /** In fewer rows, numbers may count up by chance. */
    private static final int MIN_ROWS = 20;

    private RowNumbers() {}

    /**
     * Returns a warning for the first feature that numbers the rows. Reads the first rows only if the first column of
     * the table, or one with the name of an index, is such a feature.
     *
     * @param table with raw columns
     * @param features names of the columns of the features
     * @param place name of the table, for messages
     */
    static Optional<String> warning(SourceTable table, List<String> features, String place) {
        StructField[] fields = table.schema().fields();
        int[] candidates = IntStream.range(0, fields.length)
                .filter(column -> isCandidate(column, fields[column], features))
                .toArray();
        if (candidates.length == 0) {
            return Optional.empty();
        }
        List<Row> rows = Sample.of(table, place).rows();
        return IntStream.of(candidates)
                .filter(column -> isNumbered(rows, column))
                .mapToObj(column -> message(fields[column].name(), features, rows.size(), place))
                .findFirst();
    }

    private static boolean isCandidate(int column, StructField field, List<String> features) {
        boolean mayNumber = field.dataType() instanceof StringType || field.dataType() instanceof IntegralType;
        return mayNumber
                && features.contains(field.name())
                && (column == 0 || UNNAMED.matcher(field.name()).matches());
    }

    private static boolean isNumbered(List<Row> rows, int column) {
        if (rows.size() < MIN_ROWS) {
            return false;
        }
        OptionalLong first = number(rows.get(0).get(column));
        if (first.isEmpty() || first.getAsLong() > 1) {
            return false;
        }
        for (int i = 1; i < rows.size(); i++) {
            OptionalLong number = number(rows.get(i).get(column));
            if (number.isEmpty() || number.getAsLong() != first.getAsLong() + i) {
                return false;
            }
        }
        return true;
    }

    private static OptionalLong number(Object cell) {
        String text = String.valueOf(cell);
        return WHOLE.matcher(text).matches() ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    private static String message(String column, List<String> features, int rows, String place) {
        List<String> others =
                features.stream().filter(feature -> !feature.equals(column)).toList();
        String cure = others.isEmpty()
                ? "remove it from the data"
                : "leave it out with data.features: [" + others.get(0)
                        + (others.size() == 1 ? "" : ".." + others.get(others.size() - 1)) + "]";
        return "feature " + column + ": its first " + rows + " values number the rows of " + place
                + "; if it means nothing else, " + cure;
    }
}
