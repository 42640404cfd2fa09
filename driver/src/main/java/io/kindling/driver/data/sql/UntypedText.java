package io.kindling.driver.data.sql;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.lang3.math.NumberUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.Product;

/**
 * Columns of comma-separated text, whose cells Spark SQL sees as text although they may be numbers. As text, {@code 9}
 * is greater than {@code 10}, so an expression must not order such columns until a cast says how.
 */
public final class UntypedText {
    /** Key in the metadata of a column; projections, joins and views of Spark keep the metadata. */
    private static final String MARK = "kindling.untypedText";

    /** Operators and functions that order their operands, by the names of Spark's classes. */
    private static final Set<String> ORDERING = Set.of(
            "GreaterThan",
            "GreaterThanOrEqual",
            "LessThan",
            "LessThanOrEqual",
            "Greatest",
            "Least",
            "Max",
            "Min",
            "SortOrder");

    /** Functions that order only their second operand. */
    private static final Set<String> ORDERING_SECOND = Set.of("MaxBy", "MinBy");

    /** Functions that return one of their operands. */
    private static final Set<String> CHOOSING = Set.of("Coalesce", "Nvl", "If", "CaseWhen", "NullIf", "Alias");

    /** Expressions that Spark 4 computes once and refers to by an id, such as the operand of BETWEEN. */
    private final Map<Object, Expression> shared = new HashMap<>();

    private UntypedText() {}

    /** Returns a text column that is marked as untyped. */
    public static StructField column(String name) {
        return new StructField(name, DataTypes.StringType, true, mark());
    }

    private static Metadata mark() {
        return new MetadataBuilder().putBoolean(MARK, true).build();
    }

    /** Returns the first of the given columns that is untyped. */
    static Optional<String> first(List<String> columns, StructType schema, NameCase nameCase) {
        List<String> names = List.of(schema.fieldNames());
        return columns.stream()
                .filter(column -> {
                    int at = nameCase.indexOf(names, column);
                    return at >= 0 && isMarked(schema.fields()[at].metadata());
                })
                .findFirst();
    }

    /** Returns the cure for an untyped column that an operator does not accept. */
    static String cure(String column) {
        return "the column " + column + " of comma-separated text is text; write double(" + quoted(column) + ")";
    }

    private static boolean isMarked(Metadata metadata) {
        return metadata.contains(MARK);
    }

    /** Returns why the last projection of a table must not run: it orders untyped columns. */
    static Optional<String> problemOfProjection(Dataset<Row> rows) {
        return new UntypedText().problem(((Product) analyzed(rows)).productElement(0));
    }

    /** Returns why a query must not run: it orders untyped columns. */
    public static Optional<String> problemOfQuery(Dataset<Row> rows) {
        return new UntypedText().problem(analyzed(rows));
    }

    /** The class of a Dataset differs between Spark 3 and 4; its method does not. */
    private static LogicalPlan analyzed(Dataset<Row> rows) {
        try {
            return ((QueryExecution) rows.getClass().getMethod("queryExecution").invoke(rows)).analyzed();
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<String> problem(Object node) {
        if (isOf(node, "With")) {
            operands(node).stream()
                    .filter(operand -> isOf(operand, "CommonExpressionDef"))
                    .forEach(definition -> shared.put(((Product) definition).productElement(1), (Expression)
                            ((Product) definition).productElement(0)));
        }
        Optional<String> own = node instanceof Expression expression ? problemOf(expression) : Optional.empty();
        return own.isPresent()
                ? own
                : elements(node).map(this::problem).flatMap(Optional::stream).findFirst();
    }

    private static boolean isOf(Object node, String type) {
        return node instanceof Expression && node.getClass().getSimpleName().equals(type);
    }

    private Optional<String> problemOf(Expression node) {
        String name = node.getClass().getSimpleName();
        List<Expression> operands = ORDERING.contains(name)
                ? operands(node)
                : ORDERING_SECOND.contains(name) ? operands(node).subList(1, 2) : List.of();
        Optional<Attribute> column =
                operands.stream().map(this::column).flatMap(Optional::stream).findFirst();
        return column.filter(ordered -> operands.stream().allMatch(this::isUntyped))
                .map(ordered -> "orders the column " + ordered.name() + " of comma-separated text as text, where 9 is"
                        + " greater than 10; write double(" + quoted(ordered.name()) + ") to order numbers, or string("
                        + quoted(ordered.name()) + ") to order text");
    }

    static String quoted(String name) {
        return name.matches("[\\p{L}_][\\p{L}\\p{N}_]*") ? name : "`" + name.replace("`", "``") + "`";
    }

    /**
     * Returns whether an operand is an untyped column, a choice that may return one, or a text that looks like a
     * number.
     */
    private boolean isUntyped(Expression operand) {
        return column(operand).isPresent()
                || (operand instanceof Literal literal
                        && (literal.value() == null
                                || NumberUtils.isCreatable(
                                        literal.value().toString().strip())));
    }

    private Optional<Attribute> column(Expression operand) {
        if (isOf(operand, "CommonExpressionRef")) {
            Expression definition = shared.get(((Product) operand).productElement(0));
            return definition == null ? Optional.empty() : column(definition);
        }
        if (!operand.resolved() || !(operand.dataType() instanceof StringType)) {
            return Optional.empty();
        }
        if (operand instanceof Attribute attribute) {
            return isMarked(attribute.metadata()) ? Optional.of(attribute) : Optional.empty();
        }
        return CHOOSING.contains(operand.getClass().getSimpleName())
                ? operands(operand).stream()
                        .map(this::column)
                        .flatMap(Optional::stream)
                        .findFirst()
                : Optional.empty();
    }

    /** Returns the expressions that are direct arguments of a node. */
    private static List<Expression> operands(Object node) {
        List<Expression> operands = new ArrayList<>();
        elements(node).forEach(element -> {
            if (element instanceof Expression expression) {
                operands.add(expression);
            } else {
                operands.addAll(operands(element));
            }
        });
        return operands;
    }

    /** Returns the elements of a node of Spark's trees, of a sequence, an option or a tuple of nodes. */
    private static Stream<Object> elements(Object node) {
        List<Object> elements = new ArrayList<>();
        scala.collection.Iterator<?> all = scala.collection.Iterator$.MODULE$.empty();
        if (node instanceof scala.collection.Seq<?> sequence) {
            all = sequence.iterator();
        } else if (node instanceof Option<?>
                || node instanceof Expression
                || node instanceof LogicalPlan
                || node instanceof scala.Tuple2<?, ?>) {
            all = ((Product) node).productIterator();
        }
        while (all.hasNext()) {
            elements.add(all.next());
        }
        return elements.stream();
    }
}
