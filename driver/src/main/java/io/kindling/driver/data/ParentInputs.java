package io.kindling.driver.data;

import io.kindling.driver.data.column.ColumnRule;
import io.kindling.driver.data.column.Fit;
import io.kindling.driver.data.column.FittedColumn;
import io.kindling.driver.data.column.FittedColumns;
import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.error.ConfigurationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The inputs of the model that training starts from. Its parameters were trained on these inputs, so a new table must
 * match them by name: rules by column, categories by text, features and labels by column. A mismatch is an error.
 *
 * @param model origin of the model, for messages
 * @param inputs inputs that were fitted when the model was trained
 * @param vocabulary whether training keeps these inputs or fits its own and compares
 */
public record ParentInputs(String model, FittedInputs inputs, Vocabulary vocabulary) {
    private static final String CURE = "; configure the columns as for the model, or train without initial parameters";

    /**
     * A training table, before any of its rows is read.
     *
     * @param derived derived columns that features and labels need
     * @param rules rules of the configuration, not fitted
     * @param described features and labels after the rules, and the scaling rule
     * @param read all columns that training reads, including the weight
     */
    public record Candidate(DerivedColumns derived, FittedColumns rules, TrainingColumns described, List<String> read) {

        /** Returns the rules whose outputs are read, by column. */
        Map<String, FittedColumn> used() {
            Map<String, FittedColumn> used = new LinkedHashMap<>();
            rules.columns().stream()
                    .filter(column -> column.outputs().stream().anyMatch(read::contains))
                    .forEach(column -> used.put(column.column(), column));
            return used;
        }
    }

    /**
     * Checks that rules, features, labels and the scaling rule match by name.
     *
     * @throws ConfigurationException that names each difference
     */
    public void requireMatch(Candidate table) {
        InputDifferences differences = new InputDifferences(inputs, table);
        refuse(differences.expressionDifferences(), "", CURE);
        refuse(differences.ruleDifferences(), "", CURE);
        refuse(differences.columnDifferences(), "", CURE);
    }

    /** Returns the rules of the model for the columns that a matching table reads. */
    public FittedColumns frozen(Candidate table) {
        Map<String, FittedColumn> parentRules = new LinkedHashMap<>();
        inputs.columns().columns().forEach(column -> parentRules.put(column.column(), column));
        inputs.described()
                .renamedLabel(table.described())
                .ifPresent(renamed -> Optional.ofNullable(
                                parentRules.get(inputs.described().labelNames().get(0)))
                        .ifPresent(label -> parentRules.put(renamed, label.named(renamed))));
        List<FittedColumn> frozen = table.used().values().stream()
                .map(column -> parentRules.getOrDefault(column.column(), column))
                .toList();
        return new FittedColumns(frozen, inputs.columns().nullValues());
    }

    /**
     * Checks that newly fitted rules equal the rules of the model.
     *
     * @throws ConfigurationException that names each difference
     */
    public void requireSame(FittedColumns fitted) {
        refuse(
                InputDifferences.fittedDifferences(fitted, inputs.columns()),
                " with vocabulary refuse",
                "; vocabulary freeze keeps the rules of the model");
    }

    /**
     * Checks that a scaling equals the scaling of the model. It is newly fitted, or its rule has nothing to fit.
     *
     * @param names feature names in the order of the model
     * @throws ConfigurationException that names each difference
     */
    public void requireSame(FeatureScaling fitted, List<String> names) {
        boolean frozen = vocabulary == Vocabulary.FREEZE;
        refuse(
                InputDifferences.scalingDifferences(fitted, inputs.scaling(), names),
                frozen ? "" : " with vocabulary refuse",
                frozen ? CURE : "; vocabulary freeze keeps the scaling of the model");
    }

    /**
     * Checks that prepared data has the inputs of the model.
     *
     * @param names feature names
     * @param folder folder of the data, for messages
     * @throws ConfigurationException that names each difference
     */
    public void requirePrepared(FittedInputs prepared, List<String> names, String folder) {
        List<String> differences = new ArrayList<>();
        if (!prepared.featureColumns().equals(inputs.featureColumns())) {
            differences.add("its features are " + prepared.featureColumns() + ", not " + inputs.featureColumns());
        }
        differences.addAll(prepared.derived().differences(inputs.derived()));
        differences.addAll(InputDifferences.fittedDifferences(prepared.columns(), inputs.columns()));
        if (differences.isEmpty()) {
            differences.addAll(InputDifferences.scalingDifferences(prepared.scaling(), inputs.scaling(), names));
        }
        refuse(
                differences,
                " on data prepared in " + folder,
                "; prepare it again with the same network.initialParameters");
    }

    private void refuse(List<String> differences, String how, String cure) {
        if (!differences.isEmpty()) {
            throw new ConfigurationException(
                    "Cannot start from " + model + how + ": " + String.join("; ", differences) + cure);
        }
    }

    /** Describes what training takes from the model, for human-readable output. */
    public String describe() {
        List<String> parts = new ArrayList<>();
        add(parts, "the categories of ", Fit.CATEGORIES);
        add(parts, "the mean of ", Fit.MEAN);
        add(parts, "the median of ", Fit.MEDIAN);
        int features = inputs.scaling().features();
        parts.add("the order of " + features + (features == 1 ? " feature" : " features"));
        if (!inputs.scaling().equals(FeatureScaling.identity(features))) {
            parts.add("the scaling");
        }
        String listed = String.join(", ", parts);
        return vocabulary == Vocabulary.FREEZE
                ? "starts from " + model + " and keeps " + listed
                : "starts from " + model + "; the data must have " + listed;
    }

    private void add(List<String> parts, String what, Fit fit) {
        List<String> names = inputs.columns().columns().stream()
                .filter(column -> column.rule().fit() == fit)
                .map(FittedColumn::column)
                .toList();
        if (!names.isEmpty()) {
            parts.add(what + InputDifferences.listed(names));
        }
    }

    /**
     * Refuses rules with fitted categories for a model that does not store categories.
     *
     * @param model file that holds only parameters
     * @throws ConfigurationException that names the rule
     */
    public static void requireNoCategories(String model, List<ColumnRule> rules) {
        for (ColumnRule rule : rules) {
            if (rule.fit() == Fit.CATEGORIES) {
                throw new ConfigurationException("Cannot start from " + model + " with the rule "
                        + InputDifferences.describe(rule) + " for " + InputDifferences.listed(rule.columns())
                        + ": the file does not say which category is which number; start from the folder of the run or"
                        + " model, or give the categories in their order with the rule ordinal");
            }
        }
    }
}
