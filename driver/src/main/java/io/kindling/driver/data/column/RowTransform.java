package io.kindling.driver.data.column;

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
    private final CellEncoder[] encoders;
    private final int[] places;

    RowTransform(StructType from, List<FittedColumn> columns) {
        List<StructField> fields = new ArrayList<>();
        this.encoders = new CellEncoder[from.length()];
        this.places = new int[from.length()];
        for (int i = 0; i < from.length(); i++) {
            StructField field = from.fields()[i];
            places[i] = fields.size();
            FittedColumn column = columns.stream()
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
            if (encoders[i] == null) {
                cells[places[i]] = row.get(i);
            } else {
                encoders[i].encode(row.get(i), cells, places[i]);
            }
        }
        return RowFactory.create(cells);
    }
}
