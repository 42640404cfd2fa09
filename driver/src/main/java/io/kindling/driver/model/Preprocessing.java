package io.kindling.driver.model;

/** Whether an exported model scales its features itself. */
public enum Preprocessing {
    /** The model takes features as they are in the table. */
    INCLUDED,
    /** The model takes features that were scaled before. */
    EXCLUDED
}
