package io.kindling.driver.data.row;

import io.kindling.driver.data.source.BadCell;
import io.kindling.driver.data.source.BadRowReason;
import io.kindling.driver.data.source.RowCursor;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.layer.EmbeddedInput;
import io.kindling.trainer.loss.LossFunction;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Encodes rows as blocks of examples and collects the bad rows. A pure function of the rows of a partition. */
public final class RowEncoder implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int MAX_ROWS = 4096;
    private static final int MAX_VALUES = 1 << 18;

    private final RowLayout layout;
    private final LossFunction loss;
    private final int outputs;
    private final StructType schema;
    private final FeatureReader features;

    /**
     * Creates an encoder for the rows of a table.
     *
     * @param loss validates the targets
     * @param outputs columns of the network output
     * @param embedded features that must be row numbers of an embedding
     */
    public RowEncoder(
            RowLayout layout, StructType schema, LossFunction loss, int outputs, List<EmbeddedInput> embedded) {
        this.layout = layout;
        this.loss = loss;
        this.outputs = outputs;
        this.schema = schema;
        this.features = new FeatureReader(layout, schema, embedded);
    }

    /** Encodes the rows of a partition lazily, in batches of at most {@value #MAX_ROWS} rows. */
    public Iterator<EncodedBatch> encode(int partition, Iterator<Row> rows) {
        return new Batches(partition, rows);
    }

    private final class Batches implements Iterator<EncodedBatch> {
        private final RowCursor cursor;
        private final Iterator<Row> rows;

        Batches(int partition, Iterator<Row> rows) {
            this.cursor = new RowCursor(schema, partition);
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public EncodedBatch next() {
            int width = layout.featureWidth();
            int targets = layout.targetWidth();
            int capacity = Math.max(1, Math.min(MAX_ROWS, MAX_VALUES / width));
            float[] featureValues = new float[capacity * width];
            float[] targetValues = new float[capacity * targets];
            float[] weights = layout.isWeighted() ? new float[capacity] : null;
            Rejections rejections = new Rejections();
            int n = 0;
            while (n < capacity && rows.hasNext()) {
                Row next = rows.next();
                cursor.advance(next);
                try {
                    encode(next, featureValues, n * width, targetValues, n * targets, weights, n);
                    n++;
                } catch (BadCell e) {
                    rejections.add(e.reason(), cursor.badRow(next, e));
                }
            }
            Block block = new Block(
                    n,
                    width,
                    targets,
                    Arrays.copyOf(featureValues, n * width),
                    Arrays.copyOf(targetValues, n * targets),
                    weights == null ? null : Arrays.copyOf(weights, n));
            return new EncodedBatch(block, rejections);
        }
    }

    private void encode(
            Row row,
            float[] featureValues,
            int featureAt,
            float[] targets,
            int targetAt,
            float[] weights,
            int weightAt) {
        features.read(row, featureValues, featureAt);
        int at = targetAt;
        for (ColumnReader reader : layout.targets()) {
            reader.read(row, targets, at);
            validate(reader, targets, at);
            at += reader.width();
        }
        if (weights != null) {
            layout.weight().read(row, weights, weightAt);
            if (weights[weightAt] < 0) {
                throw BadCell.value(
                        BadRowReason.INVALID_WEIGHT, layout.weight().name(), weights[weightAt], "must be at least 0");
            }
        }
    }

    private void validate(ColumnReader reader, float[] targets, int at) {
        for (int i = at; i < at + reader.width(); i++) {
            try {
                loss.validateTarget(targets[i], outputs);
            } catch (DataException e) {
                throw BadCell.label(reader.name(i - at), e.getMessage());
            }
        }
    }
}
