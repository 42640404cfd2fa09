package io.kindling.driver.data;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.data.column.ColumnRule;
import io.kindling.driver.data.column.FittedColumn;
import io.kindling.driver.data.column.FittedColumns;
import io.kindling.driver.data.row.DescribedColumn;
import io.kindling.driver.data.scaling.Scaling;
import io.kindling.trainer.config.RecordWriter;
import io.kindling.trainer.data.FeatureScaling;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Differences between the inputs of a model and a training table, one phrase per difference. */
final class InputDifferences {
    private static final int SHOWN = 5;

    private final FittedInputs model;
    private final ParentInputs.Candidate table;

    InputDifferences(FittedInputs model, ParentInputs.Candidate table) {
        this.model = model;
        this.table = table;
    }

    /** Returns the derived columns whose expressions differ, or that only the table or only the model has. */
    List<String> expressionDifferences() {
        return table.derived().differences(isLabelRenamed() ? renamedDerived() : model.derived());
    }

    private DerivedColumns renamedDerived() {
        return model.derived()
                .renamed(
                        model.described().labelNames().get(0),
                        table.described().labelNames().get(0));
    }

    private boolean isLabelRenamed() {
        List<String> labels = model.described().labelNames();
        List<String> now = table.described().labelNames();
        return labels.size() == 1 && now.size() == 1 && !labels.equals(now);
    }

    /** Returns the columns whose rules differ, or that have a rule only in the table or only in the model. */
    List<String> ruleDifferences() {
        Map<String, FittedColumn> tableRules = table.used();
        Map<String, FittedColumn> modelRules = rulesOfModel(tableRules.keySet());
        Set<String> all = new LinkedHashSet<>(tableRules.keySet());
        all.addAll(modelRules.keySet());
        List<String> differences = new ArrayList<>(nullValueDifferences(table.rules(), model.columns()));
        for (String column : all) {
            String now = rule(tableRules.get(column));
            String before = rule(modelRules.get(column));
            if (!now.equals(before)) {
                differences.add("column " + column + " has " + now + "; the model has " + before);
            }
        }
        return differences;
    }

    /** Returns the rules of the model by column name of the table. A single label may have another name there. */
    private Map<String, FittedColumn> rulesOfModel(Set<String> ruled) {
        List<String> labels = model.described().labelNames();
        List<String> now = table.described().labelNames();
        Set<String> read = new LinkedHashSet<>(model.featureColumns());
        read.addAll(labels);
        Optional<String> renamed = model.described().renamedLabel(table.described());
        Map<String, FittedColumn> modelRules = new LinkedHashMap<>();
        for (FittedColumn column : model.columns().columns()) {
            boolean used = column.outputs().stream().anyMatch(read::contains)
                    || (labels.isEmpty() && (ruled.contains(column.column()) || now.contains(column.column())));
            if (used) {
                boolean label = renamed.isPresent() && column.column().equals(labels.get(0));
                modelRules.put(label ? renamed.get() : column.column(), column);
            }
        }
        return modelRules;
    }

    private static String rule(FittedColumn column) {
        return column == null ? "no rule" : "the rule " + describe(column.rule());
    }

    /** Returns the text of a rule without its column names. */
    static String describe(ColumnRule rule) {
        ObjectNode choice = (ObjectNode) RecordWriter.write(rule, ColumnRule.class);
        String name = choice.fieldNames().next();
        return name + " " + ((ObjectNode) choice.get(name)).without("columns");
    }

    /** Returns the difference in the values that stand for a missing value, in any order. */
    private static List<String> nullValueDifferences(FittedColumns now, FittedColumns before) {
        return Set.copyOf(now.nullValues()).equals(Set.copyOf(before.nullValues()))
                ? List.of()
                : List.of("data.nullValues is " + now.nullValues() + ", not " + before.nullValues());
    }

    /** Returns the features and labels that differ from the model, and a different scaling rule. */
    List<String> columnDifferences() {
        List<String> differences = new ArrayList<>();
        List<DescribedColumn> features = table.described().features();
        List<String> names = features.stream().map(DescribedColumn::name).toList();
        List<String> removed = without(model.featureColumns(), names);
        List<String> added = without(names, model.featureColumns());
        if (!removed.isEmpty()) {
            differences.add("the model reads " + listed(removed) + ", which is not a feature of the table");
        }
        if (!added.isEmpty()) {
            differences.add("the model does not read " + listed(added));
        }
        Map<String, DescribedColumn> before = new HashMap<>();
        model.described().features().forEach(feature -> before.put(feature.name(), feature));
        for (DescribedColumn feature : features) {
            if (before.containsKey(feature.name())) {
                feature.difference(before.get(feature.name())).ifPresent(differences::add);
            }
        }
        differences.addAll(labelDifferences());
        Scaling scaling = model.described().scaling();
        Scaling wanted = table.described().scaling();
        if (scaling != null && !scaling.equals(wanted)) {
            differences.add("the scaling is " + describe(wanted) + "; the model has " + describe(scaling));
        }
        return differences;
    }

    private List<String> labelDifferences() {
        List<DescribedColumn> now = table.described().labels();
        List<DescribedColumn> before = model.described().labels();
        if (before.isEmpty()) {
            return List.of();
        }
        if (now.size() == 1 && before.size() == 1) {
            return now.get(0).difference(before.get(0)).stream().toList();
        }
        List<String> names = table.described().labelNames();
        return names.equals(model.described().labelNames())
                ? List.of()
                : List.of(
                        "the labels are " + names + ", not " + model.described().labelNames());
    }

    private static String describe(Scaling scaling) {
        return RecordWriter.write(scaling, Scaling.class).toString();
    }

    /** Returns the differences between fitted rules, for the columns that both have. */
    static List<String> fittedDifferences(FittedColumns now, FittedColumns before) {
        Map<String, FittedColumn> modelRules = new HashMap<>();
        before.columns().forEach(column -> modelRules.put(column.column(), column));
        List<String> differences = new ArrayList<>(nullValueDifferences(now, before));
        for (FittedColumn column : now.columns()) {
            FittedColumn other = modelRules.get(column.column());
            if (other == null) {
                continue;
            }
            if (!describe(column.rule()).equals(describe(other.rule()))) {
                differences.add(
                        "column " + column.column() + " has " + rule(column) + "; the model has " + rule(other));
            }
            if (column.isLabel() != other.isLabel()) {
                differences.add("column " + column.column() + " counts " + counted(column) + ", not " + counted(other));
            } else if (!column.categories().equals(other.categories())) {
                differences.add("column " + column.column() + ": " + String.join(", ", categories(column, other)));
            }
            if (Double.compare(column.number(), other.number()) != 0) {
                differences.add("column " + column.column() + " is imputed with " + column.number() + ", not "
                        + other.number());
            }
        }
        return differences;
    }

    private static String counted(FittedColumn column) {
        return column.isLabel() ? "classes from 0" : "categories from 1";
    }

    private static List<String> categories(FittedColumn column, FittedColumn other) {
        int first = column.isLabel() ? 0 : 1;
        List<String> now = column.categories();
        List<String> before = other.categories();
        List<String> moved = new ArrayList<>();
        for (String category : without(now, without(now, before))) {
            int number = now.indexOf(category) + first;
            int earlier = before.indexOf(category) + first;
            if (number != earlier) {
                moved.add(category + " is number " + number + ", not " + earlier);
            }
        }
        List<String> differences = new ArrayList<>(shown(moved));
        add(differences, " is new", without(now, before));
        add(differences, " is gone", without(before, now));
        return differences;
    }

    private static void add(List<String> differences, String what, List<String> categories) {
        differences.addAll(
                shown(categories.stream().map(category -> category + what).toList()));
    }

    /** Returns the features whose scaling differs. */
    static List<String> scalingDifferences(FeatureScaling now, FeatureScaling before, List<String> names) {
        if (now.features() != before.features()) {
            return List.of("the scaling has " + now.features() + " features, not " + before.features());
        }
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < now.features(); i++) {
            if (now.shift(i) != before.shift(i) || now.scale(i) != before.scale(i)) {
                differences.add("the scaling of " + names.get(i) + " is (x - " + now.shift(i) + ") * " + now.scale(i)
                        + ", not (x - " + before.shift(i) + ") * " + before.scale(i));
            }
        }
        return shown(differences);
    }

    private static List<String> without(List<String> names, List<String> others) {
        Set<String> left = new LinkedHashSet<>(names);
        others.forEach(left::remove);
        return List.copyOf(left);
    }

    /** Returns the names joined by commas: the first 5 and the number of the others. */
    static String listed(List<String> names) {
        return String.join(", ", shown(names));
    }

    private static List<String> shown(List<String> all) {
        if (all.size() <= SHOWN) {
            return all;
        }
        List<String> shown = new ArrayList<>(all.subList(0, SHOWN));
        shown.add((all.size() - SHOWN) + " more");
        return shown;
    }
}
