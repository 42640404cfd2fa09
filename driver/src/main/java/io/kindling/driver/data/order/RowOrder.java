package io.kindling.driver.data.order;

/** Order in which examples are numbered before they are divided into chunks. */
public enum RowOrder {
    /** By a seeded hash of the content. Does not depend on cluster or file layout, and shuffles the data globally. */
    CONTENT,
    /**
     * As Spark reads the rows. Saves the shuffle if the data is already in random order. The order, and with it the
     * trained bits, change with the files, with the cluster if it affects how files are split, and with any
     * nondeterministic step before. Neighboring examples stay in one chunk.
     */
    AS_READ
}
