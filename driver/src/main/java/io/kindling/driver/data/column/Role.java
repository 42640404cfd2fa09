package io.kindling.driver.data.column;

/** What a column of a table is used for. */
public enum Role {
    FEATURE,
    LABEL
}
