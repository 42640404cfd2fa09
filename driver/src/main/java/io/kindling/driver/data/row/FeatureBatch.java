package io.kindling.driver.data.row;

import java.util.List;
import org.apache.spark.sql.Row;

/** A batch of good rows with their features, and the bad rows among them. */
public final class FeatureBatch {
    private final List<Row> rows;
    private final float[] features;
    private final Rejections rejections;

    public FeatureBatch(List<Row> rows, float[] features, Rejections rejections) {
        this.rows = rows;
        this.features = features;
        this.rejections = rejections;
    }

    /** The good rows, as read. */
    public List<Row> rows() {
        return rows;
    }

    /** Features, (at least rows, features). Values after the last row are undefined. */
    public float[] features() {
        return features;
    }

    public Rejections rejections() {
        return rejections;
    }
}
