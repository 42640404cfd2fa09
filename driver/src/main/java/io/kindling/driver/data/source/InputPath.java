package io.kindling.driver.data.source;

/**
 * A path that data was read from, as it was found.
 *
 * @param path one alternative of a configured path
 * @param files below it
 * @param bytes of all of them
 */
public record InputPath(String path, long files, long bytes) {}
