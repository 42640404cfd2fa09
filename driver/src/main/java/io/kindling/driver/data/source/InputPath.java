package io.kindling.driver.data.source;

/**
 * A path from which data is read, with its size.
 *
 * @param path one alternative of a configured path
 * @param files number of files at or below the path
 * @param bytes total size of these files
 */
public record InputPath(String path, long files, long bytes) {}
