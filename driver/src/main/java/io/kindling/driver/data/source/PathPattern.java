package io.kindling.driver.data.source;

import io.kindling.driver.storage.FileSystems;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.GlobFilter;
import org.apache.hadoop.fs.Path;

/**
 * A path whose segments may be glob patterns with {@code *}, {@code ?}, {@code [..]} and <code>{..}</code>. A segment
 * that exists under its parent is taken literally. Unlike the globs of Hadoop, patterns match files and folders whose
 * names contain a colon.
 */
final class PathPattern {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*", Pattern.DOTALL);

    private final FileSystem fileSystem;
    private final Path path;

    private PathPattern(FileSystem fileSystem, Path path) {
        this.fileSystem = fileSystem;
        this.path = path;
    }

    /**
     * Parses a path. The text before a colon is a scheme only if a slash follows the colon, as in {@code hdfs:/};
     * otherwise the path is relative.
     *
     * @throws IOException if the file system cannot be reached, or if the text is not a valid path
     */
    static PathPattern of(String text, Configuration hadoop) throws IOException {
        try {
            Path path = hasScheme(text) ? FileSystems.path(text) : FileSystems.withoutScheme(text);
            FileSystem fileSystem = FileSystems.of(path, hadoop);
            return new PathPattern(fileSystem, fileSystem.makeQualified(path));
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    static boolean hasScheme(String text) {
        return SCHEME.matcher(text).matches();
    }

    /** Returns the path without expansion, with its scheme. */
    Path path() {
        return path;
    }

    /** Returns whether a file or folder of exactly this name exists. */
    boolean exists() throws IOException {
        return fileSystem.exists(path);
    }

    /** Returns the files and folders that match, sorted within each folder. */
    List<Path> matches() throws IOException {
        if (exists()) {
            return List.of(path);
        }
        List<Path> found = List.of(root());
        boolean patterns = false;
        for (String segment : path.toUri().getPath().split("/", -1)) {
            if (segment.isEmpty()) {
                continue;
            }
            List<Path> next = new ArrayList<>();
            for (Path folder : found) {
                Path literal = child(folder, segment);
                if (!isPattern(segment) || fileSystem.exists(literal)) {
                    next.add(literal);
                } else {
                    next.addAll(children(folder, segment));
                    patterns = true;
                }
            }
            found = next;
        }
        return patterns ? existing(found) : List.of();
    }

    private Path root() {
        return new Path(path.toUri().getScheme(), path.toUri().getAuthority(), "/");
    }

    /** Combines two paths, because Hadoop parses the text before a colon in a single string as a scheme. */
    private static Path child(Path folder, String name) {
        return new Path(folder, new Path(null, null, name));
    }

    /**
     * Returns whether a text has a character that makes it a glob pattern for Hadoop or Spark. Spark also checks
     * closing brackets and braces.
     */
    static boolean isPattern(String text) {
        return text.chars().anyMatch(c -> "*?[]{}\\".indexOf(c) >= 0);
    }

    private List<Path> children(Path folder, String segment) throws IOException {
        GlobFilter filter = new GlobFilter(segment);
        try {
            return Arrays.stream(fileSystem.listStatus(folder))
                    .map(FileStatus::getPath)
                    .filter(child -> !child.equals(folder) && filter.accept(child))
                    .sorted()
                    .toList();
        } catch (FileNotFoundException e) {
            return List.of();
        }
    }

    private List<Path> existing(List<Path> candidates) throws IOException {
        List<Path> existing = new ArrayList<>();
        for (Path candidate : candidates) {
            if (fileSystem.exists(candidate)) {
                existing.add(candidate);
            }
        }
        return existing;
    }
}
