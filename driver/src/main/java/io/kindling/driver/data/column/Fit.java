package io.kindling.driver.data.column;

/** What a rule is fitted to in a column of the training table. */
public enum Fit {
    NOTHING,
    /** The most frequent values. Values with equal counts are ordered by text. */
    CATEGORIES,
    MEAN,
    /** The median; for an even number of values, the mean of the middle two. */
    MEDIAN
}
