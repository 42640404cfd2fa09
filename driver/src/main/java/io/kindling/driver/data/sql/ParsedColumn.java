package io.kindling.driver.data.sql;

import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.classic.ExpressionUtils;

/**
 * Columns of parsed expressions. A column of a text would be parsed under the settings of its session, and the parser already decides on ANSI mode.
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
