package io.kindling.driver.data.source;

/** What to do when a path of several, such as one day of a range, is not there. */
public enum MissingPaths {
    FAIL,
    /** The others are read; none at all is an error. */
    SKIP
}
