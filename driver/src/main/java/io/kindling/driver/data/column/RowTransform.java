package io.kindling.driver.data.column;

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

/** Encodes the rows of one table, column by column. */
public final class RowTransform implements Serializable {
    private static final long serialVersionUID = 1L;

    private final StructType schema;
    private final CellEncoder[] encoders;
    private final int[] places;
    private final int[] origins;

    /**
     * An encoding.
     *
     * @param columns the rule of each column of {@code from} that has one, by its position
     * @param timeZone of text without an offset
     */
    RowTransform(StructType from, Map<Integer, FittedColumn> columns, String place, ZoneId timeZone) {
        List<StructField> fields = new ArrayList<>();
        List<Integer> sources = new ArrayList<>();
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

    /** Schema of what comes out. */
    public StructType schema() {
        return schema;
    }

    /** For each column that comes out the position of the column that it comes from. */
    public int[] origins() {
        return origins.clone();
    }

    /** The encoded row. */
    public Row apply(Row row) {
        Object[] cells = new Object[schema.length()];
        for (int i = 0; i < encoders.length; i++) {
            if (encoders[i] == null) {
                cells[places[i]] = row.get(i);
            } else {
                encode(i, row.get(i), cells);
            }
        }
        return RowFactory.create(cells);
    }

    /** What cannot be read stands in the cells itself, for the reader of features to report. */
    private void encode(int column, Object cell, Object[] cells) {
        try {
            encoders[column].encode(cell, cells, places[column]);
        } catch (UnreadableCell e) {
            int end = column + 1 < places.length ? places[column + 1] : cells.length;
            Arrays.fill(cells, places[column], end, e);
        }
    }
}
