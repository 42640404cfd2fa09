package io.kindling.driver.data;

import io.kindling.driver.data.row.DescribedColumn;
import io.kindling.driver.data.scaling.Scaling;
import io.kindling.trainer.error.DataException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The columns that a model was trained on, as the training table described them. Kept with the model, so that a training that starts from it can match them by name.
 *
 * @param features that the rules made, in the order of the model; empty for a model of a version that did not keep them
 * @param labels in the order of the targets; empty likewise
 * @param scaling the rule that the scaling was fitted by; null likewise
 */
public record TrainingColumns(List<DescribedColumn> features, List<DescribedColumn> labels, Scaling scaling)
        implements Serializable {
    public TrainingColumns {
        features = List.copyOf(features);
        labels = List.copyOf(labels);
    }

    /** Nothing is known. */
    public TrainingColumns() {
        this(List.of(), List.of(), null);
    }

    /**
     * Checks that a table on which the model is used has the numbers of its columns, the categories of those and the labels in the same order.
     *
     * @param place of the table, for messages
     * @throws DataException naming what is in another order
     */
    public void requireOrder(TrainingColumns table, String place) {
        Map<String, DescribedColumn> before = new HashMap<>();
        features.forEach(feature -> before.put(feature.name(), feature));
        if (labels.size() == 1 && table.labels.size() == 1) {
            before.put(table.labels.get(0).name(), labels.get(0));
        }
        for (DescribedColumn column : concat(table.features, table.labels)) {
            DescribedColumn earlier = before.getOrDefault(column.name(), column);
            if (column.isReordered(earlier)) {
                throw new DataException("Cannot use the model on " + place + ": "
                        + column.difference(earlier).orElseThrow()
                        + "; give the columns the order of the training table");
            }
        }
        List<String> wanted = labelNames();
        List<String> given = table.labelNames();
        if (!given.equals(wanted) && Set.copyOf(given).equals(Set.copyOf(wanted))) {
            throw new DataException("Cannot use the model on " + place + ": the labels are " + given + ", not " + wanted
                    + "; give data.label the order of the training");
        }
    }

    private static List<DescribedColumn> concat(List<DescribedColumn> first, List<DescribedColumn> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /** Names of features and labels. */
    public List<String> names() {
        return concat(features, labels).stream().map(DescribedColumn::name).toList();
    }

    /** The name of the only label in a table where it has another one. */
    Optional<String> renamedLabel(TrainingColumns table) {
        boolean renamed =
                labels.size() == 1 && table.labels.size() == 1 && !labelNames().equals(table.labelNames());
        return renamed ? Optional.of(table.labelNames().get(0)) : Optional.empty();
    }

    /** Names of the labels. */
    List<String> labelNames() {
        return labels.stream().map(DescribedColumn::name).toList();
    }

    /** With one feature column under another name. */
    TrainingColumns withFeatureColumn(String name) {
        return features.size() == 1
                ? new TrainingColumns(List.of(features.get(0).named(name)), labels, scaling)
                : new TrainingColumns(List.of(), labels, scaling);
    }

    /** With the attributes of earlier columns where these have none. */
    public TrainingColumns completedBy(TrainingColumns earlier) {
        return new TrainingColumns(completed(features, earlier.features), completed(labels, earlier.labels), scaling);
    }

    private static List<DescribedColumn> completed(List<DescribedColumn> now, List<DescribedColumn> earlier) {
        List<DescribedColumn> all = new ArrayList<>();
        for (int i = 0; i < now.size(); i++) {
            all.add(earlier.size() == now.size() ? now.get(i).completedBy(earlier.get(i)) : now.get(i));
        }
        return all;
    }
}
