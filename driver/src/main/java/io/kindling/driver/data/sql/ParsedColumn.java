package io.kindling.driver.data.sql;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.classic.ExpressionUtils;

/**
 * Creates columns from parsed expressions. Spark parses the text of a column under the settings of the session, and the
 * parser already depends on ANSI mode.
 */
final class ParsedColumn {
    private ParsedColumn() {}

    static Column of(Expression parsed) {
        Optional<Constructor<?>> spark3 = Arrays.stream(Column.class.getConstructors())
                .filter(made -> Arrays.equals(made.getParameterTypes(), new Class<?>[] {Expression.class}))
                .findFirst();
        if (spark3.isEmpty()) {
            return ExpressionUtils.column(parsed);
        }
        try {
            return (Column) spark3.get().newInstance(parsed);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
