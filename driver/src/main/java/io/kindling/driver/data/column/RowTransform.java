package io.kindling.driver.data.column;

import io.kindling.driver.data.row.RowLayout;
import io.kindling.driver.data.row.UnreadableCell;
import java.io.Serializable;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Encodes the rows of a table, column by column. */
public final class RowTransform implements Serializable {
    private static final long serialVersionUID = 1L;

    private final StructType schema;
    private final NullValues nullValues;
    private final boolean[] data;
    private final CellEncoder[] encoders;
    private final int[] places;
    private final int[] origins;

    /**
     * Creates a transform.
     *
     * @param columns rules by the position of their column in {@code from}
     * @param nullValues values that represent a missing value in any data column; replaced before the rules apply
     * @param timeZone time zone of text without an offset
     */
    RowTransform(
            StructType from,
            Map<Integer, FittedColumn> columns,
            List<String> nullValues,
            String place,
            ZoneId timeZone) {
        List<StructField> fields = new ArrayList<>();
        List<Integer> sources = new ArrayList<>();
        this.nullValues = nullValues.isEmpty() ? null : new NullValues(nullValues, timeZone);
        this.data = new boolean[from.length()];
        RowLayout.dataColumns(from).forEach(column -> data[column] = true);
        this.encoders = new CellEncoder[from.length()];
        this.places = new int[from.length()];
        for (int i = 0; i < from.length(); i++) {
            StructField field = from.fields()[i];
            places[i] = fields.size();
            FittedColumn column = columns.get(i);
            if (column == null) {
                fields.add(field);
            } else {
                encoders[i] = column.encoder(new TableColumn(field.name(), field.dataType(), place, timeZone));
                fields.addAll(column.rule().fields(field.name()));
            }
            sources.addAll(Collections.nCopies(fields.size() - places[i], i));
        }
        this.origins = sources.stream().mapToInt(Integer::intValue).toArray();
        this.schema = new StructType(fields.toArray(new StructField[0]));
    }

    /** Schema of the encoded rows. */
    public StructType schema() {
        return schema;
    }

    /** Returns the source position of each encoded column. */
    public int[] origins() {
        return origins.clone();
    }

    /** Returns the encoded row. */
    public Row apply(Row row) {
        Object[] cells = new Object[schema.length()];
        for (int i = 0; i < encoders.length; i++) {
            Object cell = nullValues == null || !data[i] ? row.get(i) : nullValues.present(row.get(i));
            if (encoders[i] == null) {
                cells[places[i]] = cell;
            } else {
                encode(i, cell, cells);
            }
        }
        return RowFactory.create(cells);
    }

    /** Encodes a cell. An unreadable cell is stored in the row, and the feature reader reports it. */
    private void encode(int column, Object cell, Object[] cells) {
        try {
            encoders[column].encode(cell, cells, places[column]);
        } catch (UnreadableCell e) {
            int end = column + 1 < places.length ? places[column + 1] : cells.length;
            Arrays.fill(cells, places[column], end, e);
        }
    }
}
