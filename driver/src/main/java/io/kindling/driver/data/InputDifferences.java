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
import java.util.Set;

/** In what the inputs of a model and those of a table differ, each difference as a phrase about the table. */
final class InputDifferences {
    private static final int SHOWN = 5;

    private final FittedInputs model;
    private final ParentInputs.Candidate table;

    InputDifferences(FittedInputs model, ParentInputs.Candidate table) {
        this.model = model;
        this.table = table;
    }

    /** Columns that another expression makes here than there, or that are derived here or there alone. */
    List<String> ofExpressions() {
        return table.derived().differences(isLabelRenamed() ? theirDerived() : model.derived());
    }

    private DerivedColumns theirDerived() {
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

    /** Columns that have another rule here than there, or one here or there alone. */
    List<String> ofRules() {
        Map<String, FittedColumn> ours = table.used();
        Map<String, FittedColumn> theirs = theirs(ours.keySet());
        Set<String> all = new LinkedHashSet<>(ours.keySet());
        all.addAll(theirs.keySet());
        List<String> differences = new ArrayList<>(ofNullValues(table.rules(), model.columns()));
        for (String column : all) {
            String now = rule(ours.get(column));
            String before = rule(theirs.get(column));
            if (!now.equals(before)) {
                differences.add("column " + column + " has " + now + "; the model has " + before);
            }
        }
        return differences;
    }

    /** The rules that the model used, by the names of the table: a single label may be called otherwise. */
    private Map<String, FittedColumn> theirs(Set<String> ruled) {
        List<String> labels = model.described().labelNames();
        List<String> now = table.described().labelNames();
        Set<String> read = new LinkedHashSet<>(model.featureColumns());
        read.addAll(labels);
        boolean renamed = isLabelRenamed();
        Map<String, FittedColumn> theirs = new LinkedHashMap<>();
        for (FittedColumn column : model.columns().columns()) {
            boolean used = column.outputs().stream().anyMatch(read::contains)
                    || (labels.isEmpty() && (ruled.contains(column.column()) || now.contains(column.column())));
            if (used) {
                boolean label = renamed && column.column().equals(labels.get(0));
                theirs.put(label ? now.get(0) : column.column(), column);
            }
        }
        return theirs;
    }

    private static String rule(FittedColumn column) {
        return column == null ? "no rule" : "the rule " + describe(column.rule());
    }

    /** A rule without the columns that it names. */
    static String describe(ColumnRule rule) {
        ObjectNode choice = (ObjectNode) RecordWriter.write(rule, ColumnRule.class);
        String name = choice.fieldNames().next();
        return name + " " + ((ObjectNode) choice.get(name)).without("columns");
    }

    /** Other values that stand for a missing one; their order does not count. */
    private static List<String> ofNullValues(FittedColumns now, FittedColumns before) {
        return Set.copyOf(now.nullValues()).equals(Set.copyOf(before.nullValues()))
                ? List.of()
                : List.of("data.nullValues is " + now.nullValues() + ", not " + before.nullValues());
    }

    /** Features and labels that are not those of the model, and another rule of scaling. */
    List<String> ofColumns() {
        List<String> differences = new ArrayList<>();
        List<DescribedColumn> features = table.described().features();
        List<String> names = features.stream().map(DescribedColumn::name).toList();
        List<String> gone = without(model.featureColumns(), names);
        List<String> added = without(names, model.featureColumns());
        if (!gone.isEmpty()) {
            differences.add("the model reads " + listed(gone) + ", which is no feature here");
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
        differences.addAll(ofLabels());
        Scaling scaling = model.described().scaling();
        Scaling wanted = table.described().scaling();
        if (scaling != null && !scaling.equals(wanted)) {
            differences.add("the scaling is " + describe(wanted) + "; that of the model is " + describe(scaling));
        }
        return differences;
    }

    private List<String> ofLabels() {
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

    /** What the fitted rules of the columns that both have found otherwise. */
    static List<String> ofFitted(FittedColumns now, FittedColumns before) {
        Map<String, FittedColumn> theirs = new HashMap<>();
        before.columns().forEach(column -> theirs.put(column.column(), column));
        List<String> differences = new ArrayList<>(ofNullValues(now, before));
        for (FittedColumn column : now.columns()) {
            FittedColumn other = theirs.get(column.column());
            if (other == null) {
                continue;
            }
            if (!describe(column.rule()).equals(describe(other.rule()))) {
                differences.add(
                        "column " + column.column() + " has " + rule(column) + "; the model has " + rule(other));
            }
            if (!column.categories().equals(other.categories())) {
                differences.add("column " + column.column() + ": "
                        + String.join(", ", categories(column.categories(), other.categories())));
            }
            if (Double.compare(column.number(), other.number()) != 0) {
                differences.add("column " + column.column() + " is imputed with " + column.number() + ", not "
                        + other.number());
            }
        }
        return differences;
    }

    private static List<String> categories(List<String> now, List<String> before) {
        List<String> moved = new ArrayList<>();
        for (String category : without(now, without(now, before))) {
            int number = now.indexOf(category) + 1;
            int earlier = before.indexOf(category) + 1;
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

    /** Features that are scaled otherwise. */
    static List<String> ofScaling(FeatureScaling now, FeatureScaling before, List<String> names) {
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

    /** The names, of many the first. */
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
