package io.kindling.driver.data.sql;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry$;
import org.apache.spark.sql.catalyst.analysis.Star;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.expressions.Generator;
import org.apache.spark.sql.catalyst.expressions.Nondeterministic;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.expressions.WindowFunction;
import org.apache.spark.sql.catalyst.expressions.aggregate.AggregateFunction;
import scala.Function1;
import scala.Option;
import scala.Product;
import scala.runtime.BoxedUnit;

/** Checks that a parsed expression is a function of one row. */
final class RowFunction {
    private static final Set<String> AGGREGATES = Set.of("agg_funcs", "window_funcs");
    private static final String GENERATORS = "generator_funcs";
    private static final Set<String> TIME_WINDOWS = Set.of("window", "session_window", "window_time");

    /** Functions, and their classes in Spark, whose value depends on the time, the session or the cluster. */
    private static final Set<String> VARYING = Set.of(
            "aes_encrypt",
            "curdate",
            "current_catalog",
            "current_database",
            "current_date",
            "current_schema",
            "current_time",
            "current_timestamp",
            "current_timezone",
            "current_user",
            "localtimestamp",
            "now",
            "session_user",
            "user",
            "version",
            "currenttimestamp",
            "currentdate",
            "currenttime");

    private RowFunction() {}

    /** Returns why an expression is not a function of one row; empty if it is one. */
    static Optional<String> problem(Expression parsed) {
        String[] found = new String[1];
        parsed.foreach(node -> {
            if (found[0] == null) {
                found[0] = problemOf(node);
            }
            return BoxedUnit.UNIT;
        });
        return Optional.ofNullable(found[0]);
    }

    private static String problemOf(Expression node) {
        if (node instanceof SubqueryExpression) {
            return "has a subquery; join the tables in data.source.sql";
        }
        if (node instanceof WindowExpression || node.getClass().getSimpleName().equals("UnresolvedWindowExpression")) {
            return "has a window over several rows; compute it in data.source.sql";
        }
        if (node instanceof Star) {
            return "names all columns by a star; name each";
        }
        return node instanceof UnresolvedFunction function ? problemOf(function) : null;
    }

    private static String problemOf(UnresolvedFunction function) {
        String name = name(function);
        FunctionIdentifier id = new FunctionIdentifier(name);
        Option<ExpressionInfo> info = FunctionRegistry$.MODULE$.builtin().lookupFunction(id);
        if (info.isEmpty()) {
            return name + " is no built-in function of Spark SQL; a model cannot carry any other";
        }
        Optional<Expression> built = built(id, function);
        String group = info.get().getGroup();
        if (AGGREGATES.contains(group)
                || TIME_WINDOWS.contains(name)
                || built.filter(e -> e instanceof AggregateFunction || e instanceof WindowFunction)
                        .isPresent()) {
            return name + " is a function of several rows; compute it in data.source.sql";
        }
        if (group.equals(GENERATORS)
                || built.filter(e -> e instanceof Generator).isPresent()) {
            return name + " makes several rows of one; use it in data.source.sql";
        }
        return VARYING.contains(name) || built.filter(RowFunction::varies).isPresent()
                ? name + " gives another value each time; the rows must decide the value"
                : null;
    }

    private static String name(UnresolvedFunction function) {
        StringBuilder name = new StringBuilder();
        scala.collection.Iterator<?> parts =
                ((scala.collection.Iterable<?>) ((Product) function).productElement(0)).iterator();
        while (parts.hasNext()) {
            name.append(name.isEmpty() ? "" : ".").append(parts.next());
        }
        return name.toString().toLowerCase(Locale.ROOT);
    }

    /** Builds the function over unresolved arguments; empty if the builder needs resolved arguments. */
    @SuppressWarnings("unchecked")
    private static Optional<Expression> built(FunctionIdentifier id, UnresolvedFunction function) {
        // Sequences of Scala 2.12 and 2.13 are of different types: no signature may name one.
        Option<?> maker = FunctionRegistry$.MODULE$.builtin().lookupFunctionBuilder(id);
        Object arguments = ((Product) function).productElement(1);
        try {
            return Optional.of(((Function1<Object, Expression>) maker.get()).apply(arguments));
        } catch (RuntimeException | AssertionError e) {
            // Some builders assert that their arguments are resolved.
            return Optional.empty();
        } catch (Exception e) {
            // Scala throws checked exceptions that Java does not see: AnalysisException.
            return Optional.empty();
        }
    }

    private static boolean varies(Expression built) {
        if (!built.deterministic()) {
            return true;
        }
        boolean[] found = new boolean[1];
        built.foreach(node -> {
            found[0] |= node instanceof Nondeterministic
                    || VARYING.contains(node.getClass().getSimpleName().toLowerCase(Locale.ROOT));
            return BoxedUnit.UNIT;
        });
        return found[0];
    }
}
