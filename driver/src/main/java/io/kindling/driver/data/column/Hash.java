package io.kindling.driver.data.column;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.random.RandomStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.types.StructField;

/**
 * Categories as whole numbers from 0 to buckets - 1, computed by hashing their text, for an {@code embedding} with that
 * many rows. Nothing is fitted, and the number of categories is not limited. Different categories can share a bucket.
 *
 * @param columns columns of any type whose values have a canonical text, which docs/data-types.md lists
 * @param buckets number of buckets, at least 1
 * @param missing category of missing values; null, the default, leaves the row to {@code data.badRows}
 */
public record Hash(List<String> columns, int buckets, String missing) implements ColumnRule {
    private static final int MAX_BUCKETS = 1 << 24;

    public Hash {
        columns = List.copyOf(columns);
        if (buckets < 1 || buckets > MAX_BUCKETS) {
            throw new ConfigurationException(
                    "Invalid data.columns.hash.buckets: " + buckets + " (must be from 1 to " + MAX_BUCKETS + ")");
        }
    }

    public Hash(List<String> columns, int buckets) {
        this(columns, buckets, null);
    }

    @Override
    public int numbers(FittedColumn fitted) {
        return buckets;
    }

    @Override
    public int maxNumbers() {
        return buckets;
    }

    @Override
    public boolean isScaled() {
        return false;
    }

    @Override
    public List<StructField> fields(String column) {
        return List.of(Cells.number(column));
    }

    @Override
    public CellEncoder encoder(FittedColumn fitted, TableColumn column) {
        int width = buckets;
        boolean typed = fitted.type() != null;
        TrainedColumn trained = new TrainedColumn(typed ? fitted.type() : UntypedCategories.hashed(column), column);
        CellText reader = trained.text(null);
        String standIn = missing == null ? null : trained.standIn(missing);
        return (cell, cells, at) -> {
            String text = reader.of(cell);
            String category = text == null ? standIn : text;
            cells[at] = category == null ? null : (double) Math.floorMod(hash(category), width);
        };
    }

    /** Hash of the UTF-8 bytes, each mixed with all before it. */
    private static long hash(String text) {
        long hash = 0;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = RandomStream.mix(hash ^ (b & 0xFF));
        }
        return RandomStream.mix(hash);
    }
}
