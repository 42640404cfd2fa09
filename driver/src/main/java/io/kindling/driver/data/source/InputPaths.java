package io.kindling.driver.data.source;

import io.kindling.driver.storage.FileSystems;
import io.kindling.trainer.error.DataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ContentSummary;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** The paths of a source. Where one is written with alternatives, {@code dt={2026-11-20,2026-11-21}}, each of them is a path of its own. */
public final class InputPaths {
    private static final int NAMED = 5;

    private InputPaths() {}

    /**
     * Checks that what a source names is there.
     *
     * @throws DataException naming the paths that are missing
     */
    public static void require(DataSource source, MissingPaths missing, Configuration hadoop) {
        find(source, missing, hadoop);
    }

    /**
     * The paths of a source that are there, with what is in them.
     *
     * @throws DataException naming the paths that are missing, unless those may be
     */
    public static List<InputPath> of(DataSource source, MissingPaths missing, Configuration hadoop) {
        List<InputPath> inputs = new ArrayList<>();
        for (Found found : find(source, missing, hadoop)) {
            inputs.add(found.measure(hadoop));
        }
        return inputs;
    }

    /**
     * The alternatives of one path that are there, to be given to Spark one by one: of a path with braces it would say in its log that there is no such folder.
     *
     * @throws DataException if there is none
     */
    static String[] present(String path, SparkSession spark) {
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        String[] present = alternatives(path).stream()
                .filter(alternative -> !matches(alternative, hadoop).isEmpty())
                .toArray(String[]::new);
        if (present.length == 0) {
            throw nothing(path);
        }
        return present;
    }

    private static DataException nothing(String path) {
        return new DataException("Cannot read data: " + path + "; there is no such file or folder");
    }

    /** An alternative, and what it matches. */
    private record Found(String path, List<Path> matches) {

        InputPath measure(Configuration hadoop) {
            long files = 0;
            long bytes = 0;
            try {
                for (Path match : matches) {
                    ContentSummary content = match.getFileSystem(hadoop).getContentSummary(match);
                    files += content.getFileCount();
                    bytes += content.getLength();
                }
            } catch (IOException e) {
                throw unreadable(path, e);
            }
            return new InputPath(path, files, bytes);
        }
    }

    private static List<Found> find(DataSource source, MissingPaths missing, Configuration hadoop) {
        List<Found> present = new ArrayList<>();
        for (String path : source.paths()) {
            List<String> absent = new ArrayList<>();
            List<String> alternatives = alternatives(path);
            for (String alternative : alternatives) {
                List<Path> matches = matches(alternative, hadoop);
                if (matches.isEmpty()) {
                    absent.add(alternative);
                } else {
                    present.add(new Found(alternative, matches));
                }
            }
            boolean several = alternatives.size() > 1;
            if (absent.size() == alternatives.size()) {
                throw several
                        ? new DataException("Cannot read data: none of the " + alternatives.size() + " paths of " + path
                                + " is there: " + some(absent))
                        : nothing(path);
            }
            if (several && missing == MissingPaths.FAIL && !absent.isEmpty()) {
                throw new DataException("Cannot read data: " + absent.size() + " of the " + alternatives.size()
                        + " paths of " + path + " are missing: " + some(absent)
                        + "; wait for them, or set data.missingPaths=skip");
            }
        }
        return present;
    }

    private static String some(List<String> paths) {
        return String.join(", ", paths.subList(0, Math.min(NAMED, paths.size())))
                + (paths.size() > NAMED ? ", ..." : "");
    }

    private static List<Path> matches(String pattern, Configuration hadoop) {
        try {
            Path path = FileSystems.path(pattern);
            FileSystem fileSystem = FileSystems.of(path, hadoop);
            List<Path> matches = new ArrayList<>();
            FileStatus[] found = fileSystem.globStatus(path);
            for (FileStatus status : found == null ? new FileStatus[0] : found) {
                matches.add(status.getPath());
            }
            return matches;
        } catch (IOException e) {
            throw unreadable(pattern, e);
        }
    }

    private static DataException unreadable(String path, IOException e) {
        return new DataException("Cannot read data: " + path + "; " + e.getMessage(), e);
    }

    /** A path once for each of the alternatives that it is written with, in their order; a path with escapes is left alone. */
    static List<String> alternatives(String path) {
        int open = path.indexOf('{');
        int close = open < 0 ? -1 : closing(path, open);
        if (close < 0 || path.indexOf('\\') >= 0) {
            return List.of(path);
        }
        List<String> all = new ArrayList<>();
        List<String> tails = alternatives(path.substring(close + 1));
        for (String middle : split(path.substring(open + 1, close))) {
            for (String inner : alternatives(middle)) {
                for (String tail : tails) {
                    all.add(path.substring(0, open) + inner + tail);
                }
            }
        }
        return all;
    }

    private static int closing(String path, int open) {
        int depth = 0;
        for (int i = open; i < path.length(); i++) {
            depth += path.charAt(i) == '{' ? 1 : path.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    /** Cuts at the commas that are in no braces. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(start));
        return parts;
    }
}
