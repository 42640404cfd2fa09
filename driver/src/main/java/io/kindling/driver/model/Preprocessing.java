package io.kindling.driver.model;

/** Whether an exported model scales its features. */
public enum Preprocessing {
    /** The model takes features as in the table. */
    INCLUDED,
    /** The model takes scaled features. */
    EXCLUDED
}
