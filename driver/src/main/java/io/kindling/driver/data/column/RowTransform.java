package io.kindling.driver.data.column;

import java.io.Serializable;
import java.util.ArrayList;
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
     */
    RowTransform(StructType from, Map<Integer, FittedColumn> columns) {
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
                encoders[i] = column.encoder();
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
                encoders[i].encode(row.get(i), cells, places[i]);
            }
        }
        return RowFactory.create(cells);
    }
}
