package io.kindling.driver.data.column;

import io.kindling.driver.data.row.RowLayout;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Encodes the rows of one table, column by column. */
public final class RowTransform implements Serializable {
    private static final long serialVersionUID = 1L;

    private final StructType schema;
    private final NullValues nullValues;
    private final boolean[] data;
    private final CellEncoder[] encoders;
    private final int[] places;

    RowTransform(StructType from, FittedColumns fitted) {
        List<StructField> fields = new ArrayList<>();
        List<String> dataColumns = RowLayout.dataColumns(from);
        this.nullValues = fitted.nullValues().isEmpty() ? null : new NullValues(fitted.nullValues());
        this.data = new boolean[from.length()];
        this.encoders = new CellEncoder[from.length()];
        this.places = new int[from.length()];
        for (int i = 0; i < from.length(); i++) {
            StructField field = from.fields()[i];
            places[i] = fields.size();
            data[i] = dataColumns.contains(field.name());
            FittedColumn column = fitted.columns().stream()
                    .filter(c -> c.column().equals(field.name()))
                    .findFirst()
                    .orElse(null);
            if (column == null) {
                fields.add(field);
            } else {
                encoders[i] = column.encoder();
                fields.addAll(column.rule().fields(field.name()));
            }
        }
        this.schema = new StructType(fields.toArray(new StructField[0]));
    }

    /** Schema of what comes out. */
    public StructType schema() {
        return schema;
    }

    /** The encoded row. */
    public Row apply(Row row) {
        Object[] cells = new Object[schema.length()];
        for (int i = 0; i < encoders.length; i++) {
            Object cell = nullValues == null || !data[i] ? row.get(i) : nullValues.present(row.get(i));
            if (encoders[i] == null) {
                cells[places[i]] = cell;
            } else {
                encoders[i].encode(cell, cells, places[i]);
            }
        }
        return RowFactory.create(cells);
    }
}
