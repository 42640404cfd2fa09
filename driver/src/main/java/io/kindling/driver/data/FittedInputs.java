package io.kindling.driver.data;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.data.column.FittedColumns;
import io.kindling.driver.data.row.FeatureColumns;
import io.kindling.trainer.config.RecordWriter;
import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.format.Digest;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How the rows of a table become the inputs of a network: fitted on the training table, and kept with the model.
 *
 * @param derived the columns that expressions make of those of the table, before the rules: all that features and labels need
 * @param columns the rules, with what the training table told
 * @param features the columns that the features come from, in order, once the rules are applied
 * @param scaling of the features
 * @param described the columns as the training table described them
 */
public record FittedInputs(
        DerivedColumns derived,
        FittedColumns columns,
        FeatureColumns features,
        FeatureScaling scaling,
        TrainingColumns described)
        implements Serializable {

    /** Inputs of which no more is known. */
    public FittedInputs(FittedColumns columns, FeatureColumns features, FeatureScaling scaling) {
        this(new DerivedColumns(), columns, features, scaling, new TrainingColumns());
    }

    /** Names of the columns that the features come from, in order. */
    public List<String> featureColumns() {
        return features.names();
    }

    /** The names of the classes of each label, in the order of the targets; empty lists for labels whose classes are numbers. */
    public List<List<String>> classNames() {
        return described.labels().stream()
                .map(label -> columns.classNames(label.name()))
                .toList();
    }

    /** The same for a table that has the one feature column under another name. */
    public FittedInputs withFeatureColumn(String name) {
        return new FittedInputs(
                derived, columns, features.named(List.of(name)), scaling, described.withFeatureColumn(name));
    }

    /** The same for tables in which more values stand for a missing one. */
    public FittedInputs withNullValues(List<String> more) {
        return new FittedInputs(derived, columns.withNullValues(more), features, scaling, described);
    }

    /** The derived columns that prediction needs: those of the features, and not of labels alone. */
    public DerivedColumns derivedFeatures() {
        return derived.making(columns.sources(featureColumns()));
    }

    /** SHA-256 of all that the numbers depend on. */
    public String digest() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        // A model without expressions keeps the digest that earlier versions gave it.
        if (!derived.isEmpty()) {
            json.set("derived", RecordWriter.write(derived, DerivedColumns.class));
        }
        json.set("columns", RecordWriter.write(columns, FittedColumns.class));
        ArrayNode names = json.putArray("featureColumns");
        featureColumns().forEach(names::add);
        json.set("scaling", scaling.toJson());
        return Digest.ofBytes(json.toString().getBytes(StandardCharsets.UTF_8));
    }
}
