package io.kindling.driver.data.source;

/** What to do if some paths of a source are missing, such as one day of a range. */
public enum MissingPaths {
    /** Fail. */
    FAIL,
    /** Read the other paths; fail if all paths are missing. */
    SKIP
}
