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
 * Descriptions of the columns of the training table. They are stored with the model; training that starts from the
 * model matches its columns with them by name.
 *
 * @param features features after the rules, in the order of the model; empty for models of earlier versions
 * @param labels labels in the order of the targets; empty for models of earlier versions
 * @param scaling rule of the scaling; null for models of earlier versions
 */
public record TrainingColumns(List<DescribedColumn> features, List<DescribedColumn> labels, Scaling scaling)
        implements Serializable {
    public TrainingColumns {
        features = List.copyOf(features);
        labels = List.copyOf(labels);
    }

    /** Creates a description without columns. */
    public TrainingColumns() {
        this(List.of(), List.of(), null);
    }

    /**
     * Checks that a table has the same order as the training table, for the values within each column, for their
     * categories and for the labels.
     *
     * @param place name of the table, for messages
     * @throws DataException that names what has another order
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

    /** Returns the names of features and labels. */
    public List<String> names() {
        return concat(features, labels).stream().map(DescribedColumn::name).toList();
    }

    /** Returns the name of the single label in a table if it differs. */
    Optional<String> renamedLabel(TrainingColumns table) {
        boolean renamed =
                labels.size() == 1 && table.labels.size() == 1 && !labelNames().equals(table.labelNames());
        return renamed ? Optional.of(table.labelNames().get(0)) : Optional.empty();
    }

    /** Returns the names of the labels. */
    List<String> labelNames() {
        return labels.stream().map(DescribedColumn::name).toList();
    }

    /** Returns these columns with another name for the single feature column. */
    TrainingColumns withFeatureColumn(String name) {
        return features.size() == 1
                ? new TrainingColumns(List.of(features.get(0).named(name)), labels, scaling)
                : new TrainingColumns(List.of(), labels, scaling);
    }

    /** Returns these columns, with the attributes of earlier columns where attributes are missing. */
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
