package io.kindling.driver.data.order;

/** How the examples are numbered before chunks are cut. */
public enum RowOrder {
    /** By a seeded hash of their content: the same on any cluster, for any file layout, and a global shuffle as well. */
    CONTENT,
    /**
     * As Spark hands them over; saves the shuffle for data that already lies in random order. Given up: the order, and with it the trained bits, change with the files,
     * with the cluster where it decides how files are split, and with anything before it that is not deterministic; and examples that lie together stay in one chunk.
     */
    AS_READ
}
