package io.kindling.driver.data.preparation;

import io.kindling.driver.data.DataRequirements;
import io.kindling.driver.data.FittedInputs;
import io.kindling.driver.data.column.FittedColumns;
import io.kindling.driver.data.column.RowTransform;
import io.kindling.driver.data.row.EncodedBatch;
import io.kindling.driver.data.row.Rejections;
import io.kindling.driver.data.row.RowEncoder;
import io.kindling.driver.data.row.RowLayout;
import io.kindling.driver.data.source.SourceTable;
import io.kindling.driver.spark.SparkErrors;
import io.kindling.trainer.data.FeatureScaling;
import io.kindling.trainer.layer.EmbeddedInput;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;

/**
 * The first rows of a table on the driver. They show problems before Kindling reads all rows.
 *
 * @param table table of only these rows, not encoded
 * @param rows the rows
 * @param place name of the whole table, for messages
 */
record Sample(SourceTable table, List<Row> rows, String place) {
    static final int ROWS = 1000;

    private static final int MAX_WARNINGS = 20;

    /** Absolute value above which a scaled value is far from the training data. */
    private static final double FAR = 10;

    /** Reads the first rows of a table. */
    static Sample of(SourceTable table, String place) {
        return SparkErrors.unwrap(place, () -> {
            List<Row> rows = table.first(ROWS);
            return new Sample(table.withRows(rows), rows, place);
        });
    }

    /** Bad rows and encoded batches. */
    record Encoded(Rejections rejections, List<EncodedBatch> batches) {
        long examples() {
            return batches.stream().mapToLong(batch -> batch.block().rows()).sum();
        }
    }

    /** Encodes the rows as training does. */
    Encoded encode(FittedColumns columns, RowLayout layout, DataRequirements demand, List<EmbeddedInput> embedded) {
        RowTransform transform = columns.over(table, place);
        RowEncoder encoder = new RowEncoder(layout, transform.schema(), demand.loss(), demand.outputs(), embedded);
        Iterator<Row> encoded = rows.stream().map(transform::apply).iterator();
        Rejections rejections = new Rejections();
        List<EncodedBatch> batches = new ArrayList<>();
        encoder.encode(0, encoded).forEachRemaining(batch -> {
            rejections.merge(batch.rejections());
            batches.add(batch);
        });
        return new Encoded(rejections, batches);
    }

    /**
     * Returns warnings about columns that differ from the training data so much that predictions mean little: columns
     * without a category known from training, and numbers that are all far from the training data.
     *
     * @param inputs inputs of the model
     * @param demand requirements of the model
     */
    List<String> warnings(FittedInputs inputs, DataRequirements demand) {
        return SparkErrors.unwrap(place, () -> {
            FittedColumns columns = inputs.columns().making(inputs.featureColumns());
            List<String> warnings = new ArrayList<>(columns.unseen(table, rows, place));
            RowLayout layout =
                    RowLayout.ofFeatures(columns.apply(table, place), place, inputs.features(), demand.features());
            warnings.addAll(warningsOfDistantValues(
                    encode(columns, layout, demand, List.of()), inputs.scaling(), layout.featureNames()));
            return warnings;
        });
    }

    private static List<String> warningsOfDistantValues(Encoded encoded, FeatureScaling scaling, List<String> names) {
        List<String> warnings = new ArrayList<>();
        if (encoded.examples() == 0) {
            return warnings;
        }
        for (int feature = 0; feature < names.size() && warnings.size() < MAX_WARNINGS; feature++) {
            if (!scaling.isIdentity(feature)) {
                double nearest = nearest(encoded, scaling, feature);
                if (nearest > FAR) {
                    warnings.add(String.format(
                            Locale.ROOT,
                            "feature %s: each of its first %d values is %.0f or more from those of training, once"
                                    + " scaled by (x - %s) * %s; check its unit",
                            names.get(feature),
                            encoded.examples(),
                            Math.floor(nearest),
                            scaling.shift(feature),
                            scaling.scale(feature)));
                }
            }
        }
        return warnings;
    }

    /** Returns the smallest absolute value of a scaled feature. */
    private static double nearest(Encoded encoded, FeatureScaling scaling, int feature) {
        double nearest = Double.POSITIVE_INFINITY;
        for (EncodedBatch batch : encoded.batches()) {
            int width = batch.block().featureColumns();
            for (int row = 0; row < batch.block().rows(); row++) {
                double value = batch.block().features()[row * width + feature];
                nearest = Math.min(nearest, Math.abs((value - scaling.shift(feature)) * scaling.scale(feature)));
            }
        }
        return nearest;
    }
}
