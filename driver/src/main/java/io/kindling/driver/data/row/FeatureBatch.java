package io.kindling.driver.data.row;

import java.util.List;
import org.apache.spark.sql.Row;

/** Some rows that can be used, their features, and the rows between them that could not be used. */
public final class FeatureBatch {
    private final List<Row> rows;
    private final float[] features;
    private final Rejections rejections;

    public FeatureBatch(List<Row> rows, float[] features, Rejections rejections) {
        this.rows = rows;
        this.features = features;
        this.rejections = rejections;
    }

    /** The rows that can be used, as they were read. */
    public List<Row> rows() {
        return rows;
    }

    /** (at least rows, features); what comes after the last row has no meaning. */
    public float[] features() {
        return features;
    }

    public Rejections rejections() {
        return rejections;
    }
}
