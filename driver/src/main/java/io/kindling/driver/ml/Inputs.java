package io.kindling.driver.ml;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.data.column.ColumnRule;
import io.kindling.driver.data.column.FittedColumn;
import io.kindling.driver.data.column.FittedColumns;
import io.kindling.driver.data.scaling.Scaling;
import io.kindling.driver.model.TrainedModel;
import io.kindling.driver.run.InitialModel;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.types.StructField;

/** The feature columns: {@code featuresCol}, or {@code inputCols} with the rules of {@code columns}. */
final class Inputs {
    private final NeuralNetworkParams params;

    Inputs(NeuralNetworkParams params) {
        this.params = params;
    }

    /** The value of the param {@code columns}, as the configuration reader expects it. */
    private record Rules(List<ColumnRule> columns) {}

    /**
     * Parses column rules.
     *
     * @throws ConfigurationException if the text is not valid for {@code data.columns}
     */
    static List<ColumnRule> rules(String text) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.set("columns", ConfigText.parseValue(text, "columns"));
        return RecordReader.read(tree, Rules.class, "the param columns").columns();
    }

    List<ColumnRule> rules() {
        return rules(params.getColumns());
    }

    Scaling scaling() {
        return ParamValidator.read("scaling", params.getScaling(), Scaling.class);
    }

    /** Whether features come from {@code inputCols}. */
    boolean areColumns() {
        return params.isDefined(params.inputCols()) && params.getInputCols().length > 0;
    }

    /**
     * The feature columns after the rules are applied: each input column, or the columns that replace it.
     *
     * @param others columns to exclude: label, weight, indicator
     */
    List<String> features(Columns table, Set<String> others) {
        return areColumns()
                ? features(table, unfitted(table), others)
                : List.of(table.require("featuresCol", params.getFeaturesCol()).name());
    }

    private FittedColumns unfitted(Columns table) {
        return FittedColumns.unfitted(table.schema(), table.nameCase(), Columns.PLACE, rules());
    }

    private List<String> features(Columns table, FittedColumns columns, Set<String> others) {
        List<String> patterns = List.of(params.getInputCols());
        List<StructField> found = table.inputs(patterns, others);
        if (found.isEmpty()) {
            throw new DataException("Cannot find features in " + Columns.PLACE + ": " + patterns
                    + "; inputCols must name columns other than label, weight and indicator");
        }
        Map<String, FittedColumn> ruled =
                columns.columns().stream().collect(Collectors.toMap(FittedColumn::column, Function.identity()));
        return found.stream()
                .map(StructField::name)
                .flatMap(name -> ruled.containsKey(name) ? names(ruled.get(name)) : Stream.of(name))
                .toList();
    }

    private static Stream<String> names(FittedColumn column) {
        return column.rule().fields(column.column()).stream().map(StructField::name);
    }

    /**
     * Checks the columns of a training table without reading its rows.
     *
     * @param others columns to exclude: label, weight, indicator
     */
    void require(Columns table, Set<String> others) {
        if (!areColumns()) {
            if (!rules().isEmpty()) {
                throw new ConfigurationException("Invalid columns: " + params.getColumns()
                        + " (applies to inputCols, which is not set; set inputCols to all feature columns)");
            }
            table.requireFeatures(params.getFeaturesCol());
            return;
        }
        FittedColumns unfitted = unfitted(table);
        for (FittedColumn column : unfitted.columns()) {
            if (others.stream().anyMatch(other -> table.nameCase().same(other, column.column()))) {
                throw new ConfigurationException("Invalid columns: " + column.column()
                        + " (is a label, weight or indicator column; rules apply to features only)");
            }
        }
        Columns encoded = encoded(table, unfitted);
        features(table, unfitted, others).forEach(encoded::requireInput);
    }

    /** Checks the columns of a table to predict without reading its rows. */
    void require(Columns table, TrainedModel model) {
        if (!areColumns()) {
            table.requireFeatures(params.getFeaturesCol());
            return;
        }
        FittedColumns columns = model.columns().making(model.featureColumns());
        columns.columns().forEach(column -> table.require("inputCols", column.column()));
        model.featureColumns().forEach(encoded(table, columns)::requireInput);
    }

    private static Columns encoded(Columns table, FittedColumns columns) {
        return table.encoded(columns.encoded(table.schema(), table.nameCase(), Columns.PLACE));
    }

    /**
     * Returns the initial model with its vector column renamed to {@code featuresCol}. A model trained on several
     * columns keeps their names.
     */
    InitialModel named(InitialModel model) {
        boolean oneColumn = model.inputs()
                .filter(inputs -> inputs.featureColumns().size() == 1
                        && inputs.columns().columns().isEmpty())
                .isPresent();
        return areColumns() || !oneColumn
                ? model
                : new InitialModel(
                        model.location(),
                        model.state(),
                        model.inputs().map(inputs -> inputs.withFeatureColumn(params.getFeaturesCol())));
    }

    /** Returns the model with its vector column renamed to {@code featuresCol}. */
    TrainedModel named(TrainedModel model) {
        return areColumns() ? model : model.withFeatureColumn(params.getFeaturesCol());
    }
}
