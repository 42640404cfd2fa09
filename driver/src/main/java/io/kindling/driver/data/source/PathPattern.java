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
 * A path whose segments may be patterns with {@code *}, {@code ?}, {@code [..]} and <code>{..}</code>. A segment that exists under its parent is taken literally. Unlike
 * Hadoop's own, it finds files and folders whose names hold a colon.
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
     * The pattern of a text. What stands before a colon is a scheme only if a slash follows, as in {@code hdfs:/}; otherwise the path is a relative one.
     *
     * @throws IOException if its file system cannot be reached, or if it is no path
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

    /** The path as it stands, with its file system in front. */
    Path path() {
        return path;
    }

    /** Whether there is a file or folder of exactly this name. */
    boolean exists() throws IOException {
        return fileSystem.exists(path);
    }

    /** The files and folders that match, sorted in each folder; empty if there are none. */
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

    /** Made of two paths, for Hadoop would take a colon in the text for the end of a scheme. */
    private static Path child(Path folder, String name) {
        return new Path(folder, new Path(null, null, name));
    }

    /** Whether a text has a character of patterns, for Spark, which looks at closing ones too, or for Hadoop. */
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
