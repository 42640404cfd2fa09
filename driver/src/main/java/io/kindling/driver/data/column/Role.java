package io.kindling.driver.data.column;

/** Role of a table column. */
public enum Role {
    FEATURE,
    LABEL
}
