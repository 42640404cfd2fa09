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
 * The inputs of the model that a training starts from. Its parameters were trained for them, so a new table is matched with them by name: rules by column, categories by their text, features and
 * labels by column. What cannot be matched is an error.
 *
 * @param model where the model comes from, for messages
 * @param inputs fitted when it was trained
 * @param vocabulary what becomes of them
 */
public record ParentInputs(String model, FittedInputs inputs, Vocabulary vocabulary) {
    private static final String CURE = "; configure the columns as for the model, or train without initial parameters";

    /**
     * A table to train on, before any row of it is read.
     *
     * @param derived columns that features and labels need
     * @param rules of the configuration, not fitted
     * @param described its features and labels, once the rules are applied, and the rule of the scaling
     * @param read all columns that are read, the weight among them
     */
    public record Candidate(DerivedColumns derived, FittedColumns rules, TrainingColumns described, List<String> read) {

        /** The rules whose outcome is read, by column. */
        Map<String, FittedColumn> used() {
            Map<String, FittedColumn> used = new LinkedHashMap<>();
            rules.columns().stream()
                    .filter(column -> column.outputs().stream().anyMatch(read::contains))
                    .forEach(column -> used.put(column.column(), column));
            return used;
        }
    }

    /**
     * Matches rules, features, labels and the rule of the scaling by name.
     *
     * @throws ConfigurationException naming each difference
     */
    public void requireMatch(Candidate table) {
        InputDifferences differences = new InputDifferences(inputs, table);
        refuse(differences.ofExpressions(), "", CURE);
        refuse(differences.ofRules(), "", CURE);
        refuse(differences.ofColumns(), "", CURE);
    }

    /** The rules of the model, for the columns that are read of a table that matches. */
    public FittedColumns frozen(Candidate table) {
        Map<String, FittedColumn> theirs = new LinkedHashMap<>();
        inputs.columns().columns().forEach(column -> theirs.put(column.column(), column));
        inputs.described()
                .renamedLabel(table.described())
                .ifPresent(renamed -> Optional.ofNullable(
                                theirs.get(inputs.described().labelNames().get(0)))
                        .ifPresent(label -> theirs.put(renamed, label.named(renamed))));
        List<FittedColumn> frozen = table.used().values().stream()
                .map(column -> theirs.getOrDefault(column.column(), column))
                .toList();
        return new FittedColumns(frozen, inputs.columns().nullValues());
    }

    /**
     * Compares rules that were fitted anew.
     *
     * @throws ConfigurationException naming each difference
     */
    public void requireSame(FittedColumns fitted) {
        refuse(
                InputDifferences.ofFitted(fitted, inputs.columns()),
                " with vocabulary refuse",
                "; vocabulary freeze keeps the rules of the model");
    }

    /**
     * Compares a scaling that was fitted anew, or whose rule fits nothing.
     *
     * @param names one a feature, in the order of the model
     * @throws ConfigurationException naming each difference
     */
    public void requireSame(FeatureScaling fitted, List<String> names) {
        boolean frozen = vocabulary == Vocabulary.FREEZE;
        refuse(
                InputDifferences.ofScaling(fitted, inputs.scaling(), names),
                frozen ? "" : " with vocabulary refuse",
                frozen ? CURE : "; vocabulary freeze keeps the scaling of the model");
    }

    /**
     * Compares data that was prepared before.
     *
     * @param names one a feature
     * @param folder of the data, for messages
     * @throws ConfigurationException naming each difference
     */
    public void requirePrepared(FittedInputs prepared, List<String> names, String folder) {
        List<String> differences = new ArrayList<>();
        if (!prepared.featureColumns().equals(inputs.featureColumns())) {
            differences.add("its features are " + prepared.featureColumns() + ", not " + inputs.featureColumns());
        }
        differences.addAll(prepared.derived().differences(inputs.derived()));
        differences.addAll(InputDifferences.ofFitted(prepared.columns(), inputs.columns()));
        if (differences.isEmpty()) {
            differences.addAll(InputDifferences.ofScaling(prepared.scaling(), inputs.scaling(), names));
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

    /** What the training takes from the model, for people. */
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
     * Refuses rules whose categories a model without a vocabulary cannot say.
     *
     * @param model a file of parameters alone
     * @throws ConfigurationException naming the rule
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
