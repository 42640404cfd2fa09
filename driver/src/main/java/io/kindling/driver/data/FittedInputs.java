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
 * The conversion of table rows to network inputs. It is fitted on the training table and stored with the model.
 *
 * @param derived expressions that features and labels need; they are computed before the rules apply
 * @param columns the rules, fitted on the training table
 * @param features columns of the features after the rules, in order
 * @param scaling fitted scaling of the features
 * @param described description of the columns in the training table
 */
public record FittedInputs(
        DerivedColumns derived,
        FittedColumns columns,
        FeatureColumns features,
        FeatureScaling scaling,
        TrainingColumns described)
        implements Serializable {

    /** Creates inputs without derived columns and without a description of the training table. */
    public FittedInputs(FittedColumns columns, FeatureColumns features, FeatureScaling scaling) {
        this(new DerivedColumns(), columns, features, scaling, new TrainingColumns());
    }

    /** Returns the names of the columns of the features, in order. */
    public List<String> featureColumns() {
        return features.names();
    }

    /**
     * Returns the class names of each label, in the order of the targets. The list of a label is empty if its classes
     * are numbers.
     */
    public List<List<String>> classNames() {
        return described.labels().stream()
                .map(label -> columns.classNames(label.name()))
                .toList();
    }

    /** Returns these inputs for a table whose single feature column has another name. */
    public FittedInputs withFeatureColumn(String name) {
        return new FittedInputs(
                derived, columns, features.named(List.of(name)), scaling, described.withFeatureColumn(name));
    }

    /** Returns these inputs with additional values that stand for a missing value. */
    public FittedInputs withNullValues(List<String> more) {
        return new FittedInputs(derived, columns.withNullValues(more), features, scaling, described);
    }

    /** Returns the derived columns that prediction needs: those that features use. */
    public DerivedColumns derivedFeatures() {
        return derived.making(columns.sources(featureColumns()));
    }

    /** Returns the SHA-256 of everything that determines the input values. */
    public String digest() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        // A model without expressions has the same digest in earlier versions.
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
