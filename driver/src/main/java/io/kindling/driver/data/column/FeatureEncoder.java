package io.kindling.driver.data.column;

import io.kindling.driver.data.row.FeatureBatch;
import io.kindling.driver.data.row.FeatureReader;
import io.kindling.driver.data.row.Rejections;
import io.kindling.driver.data.row.RowLayout;
import io.kindling.driver.data.source.BadCell;
import io.kindling.driver.data.source.RowCursor;
import io.kindling.trainer.layer.EmbeddedInput;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Encodes rows as blocks of features for prediction, and keeps each row with its features. A pure function of the rows
 * of a partition.
 */
public final class FeatureEncoder implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int MAX_ROWS = 256;
    private static final int MAX_VALUES = 1 << 24;

    private final RowLayout layout;
    private final StructType schema;
    private final RowTransform columns;
    private final FeatureReader reader;
    private final int rowsPerBatch;

    /**
     * Creates an encoder for the rows of a table.
     *
     * @param layout layout of the table after {@code columns} is applied
     * @param schema schema of the rows before {@code columns} is applied
     * @param widest maximum number of values per row in later steps; wide rows make smaller batches
     * @param embedded features that must be row numbers of an embedding
     */
    public FeatureEncoder(
            RowLayout layout, StructType schema, RowTransform columns, int widest, List<EmbeddedInput> embedded) {
        this.rowsPerBatch = Math.max(1, Math.min(MAX_ROWS, MAX_VALUES / Math.max(widest, layout.featureWidth())));
        this.layout = layout;
        this.schema = schema;
        this.columns = columns;
        this.reader = new FeatureReader(layout, columns.schema(), embedded);
    }

    /** Encodes the rows of a partition lazily, in batches of at most {@value #MAX_ROWS} rows. */
    public Iterator<FeatureBatch> encode(int partition, Iterator<Row> rows) {
        return new Batches(partition, rows);
    }

    private final class Batches implements Iterator<FeatureBatch> {
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
        public FeatureBatch next() {
            int width = layout.featureWidth();
            float[] features = new float[rowsPerBatch * width];
            List<Row> good = new ArrayList<>();
            Rejections rejections = new Rejections();
            while (good.size() < rowsPerBatch && rows.hasNext()) {
                Row next = rows.next();
                cursor.advance(next);
                try {
                    reader.read(columns.apply(next), features, good.size() * width);
                    good.add(next);
                } catch (BadCell e) {
                    rejections.add(e.reason(), cursor.badRow(next, e));
                }
            }
            return new FeatureBatch(good, features, rejections);
        }
    }
}
