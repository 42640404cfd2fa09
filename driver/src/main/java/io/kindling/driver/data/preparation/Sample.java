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
 * The first rows of a table, read on the driver: what is wrong with them is known before all rows are read.
 *
 * @param table of these rows alone, not encoded
 * @param rows of it
 * @param place of the whole table, for messages
 */
record Sample(SourceTable table, List<Row> rows, String place) {
    static final int ROWS = 1000;

    private static final int MAX_WARNINGS = 20;

    /** Scaled values so far from 0 are far from all that training saw. */
    private static final double FAR = 10;

    /** Reads the first rows of a table. */
    static Sample of(SourceTable table, String place) {
        return SparkErrors.unwrap(place, () -> {
            List<Row> rows = table.first(ROWS);
            return new Sample(table.only(rows), rows, place);
        });
    }

    /** Bad rows, and what could be encoded. */
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
     * What is so unlike the training table that predictions will mean little: columns of which training saw no category, and numbers that are all far off.
     *
     * @param inputs fitted when the model was trained
     * @param demand of the model
     */
    List<String> warnings(FittedInputs inputs, DataRequirements demand) {
        return SparkErrors.unwrap(place, () -> {
            FittedColumns columns = inputs.columns().making(inputs.featureColumns());
            List<String> warnings = new ArrayList<>(columns.unseen(table, rows, place));
            RowLayout layout =
                    RowLayout.ofFeatures(columns.apply(table, place), place, inputs.features(), demand.features());
            warnings.addAll(far(encode(columns, layout, demand, List.of()), inputs.scaling(), layout.featureNames()));
            return warnings;
        });
    }

    private static List<String> far(Encoded encoded, FeatureScaling scaling, List<String> names) {
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

    /** The least absolute value of a feature once it is scaled. */
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
