package io.kindling.driver.data.column;

/** What the training table must tell of a column. */
public enum Fit {
    NOTHING,
    /** Its most frequent values, equally frequent ones by their text. */
    CATEGORIES,
    MEAN,
    /** The middle value; of an even number, the mean of the two in the middle. */
    MEDIAN
}
