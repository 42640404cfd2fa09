package io.kindling.driver.data.source;

import io.kindling.trainer.error.DataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ContentSummary;
import org.apache.hadoop.fs.Path;

/**
 * Finds the files and folders of a source. A path that exists is taken literally; any other path may be a glob pattern.
 * A path with alternatives, such as {@code dt={2026-11-20,2026-11-21}}, expands to one path per alternative.
 */
public final class InputPaths {
    private static final int MAX_NAMED = 5;

    private InputPaths() {}

    /**
     * Checks that the paths of a source exist.
     *
     * @throws DataException if a path is missing and {@code missing} does not allow it; the message names the missing
     *     paths
     */
    public static void require(DataSource source, MissingPaths missing, Configuration hadoop) {
        find(source, missing, hadoop);
    }

    /**
     * Returns the paths of a source that exist, with their numbers of files and bytes.
     *
     * @throws DataException if a path is missing and {@code missing} does not allow it; the message names the missing
     *     paths
     */
    public static List<InputPath> of(DataSource source, MissingPaths missing, Configuration hadoop) {
        List<InputPath> inputs = new ArrayList<>();
        for (Found found : find(source, missing, hadoop)) {
            inputs.add(found.measure(hadoop));
        }
        return inputs;
    }

    /**
     * Returns the files and folders that a path matches, without duplicates, as URIs with a scheme.
     *
     * @throws DataException if the path matches notFound
     */
    static List<Path> present(String path, Configuration hadoop) {
        Set<Path> present = new LinkedHashSet<>();
        for (String alternative : alternatives(path, hadoop)) {
            present.addAll(matches(alternative, hadoop));
        }
        if (present.isEmpty()) {
            throw notFound(path);
        }
        return List.copyOf(present);
    }

    private static DataException notFound(String path) {
        String cure = path.indexOf(',') > 0 ? "; to read several paths, write \"{" + path + "}\"" : "";
        return new DataException("Cannot read data: " + path + "; there is no such file or folder" + cure);
    }

    /** An alternative of a path, with the files and folders that it matches. */
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
            Set<Path> seen = new HashSet<>();
            List<String> alternatives = alternatives(path, hadoop);
            for (String alternative : alternatives) {
                List<Path> matches = matches(alternative, hadoop);
                if (matches.isEmpty()) {
                    absent.add(alternative);
                } else {
                    List<Path> others = matches.stream().filter(seen::add).toList();
                    if (!others.isEmpty()) {
                        present.add(new Found(alternative, others));
                    }
                }
            }
            boolean several = alternatives.size() > 1;
            if (absent.size() == alternatives.size()) {
                throw several
                        ? new DataException("Cannot read data: none of the " + alternatives.size() + " paths of " + path
                                + " exists: " + shortened(absent))
                        : notFound(path);
            }
            if (several && missing == MissingPaths.FAIL && !absent.isEmpty()) {
                throw new DataException("Cannot read data: " + absent.size() + " of the " + alternatives.size()
                        + " paths of " + path + " are missing: " + shortened(absent)
                        + "; wait for them, or set data.missingPaths=skip");
            }
        }
        return present;
    }

    private static String shortened(List<String> paths) {
        return String.join(", ", paths.subList(0, Math.min(MAX_NAMED, paths.size())))
                + (paths.size() > MAX_NAMED ? ", ..." : "");
    }

    private static List<Path> matches(String pattern, Configuration hadoop) {
        try {
            return PathPattern.of(pattern, hadoop).matches();
        } catch (IOException e) {
            throw unreadable(pattern, e);
        }
    }

    private static boolean exists(String path, Configuration hadoop) {
        try {
            return PathPattern.of(path, hadoop).exists();
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static DataException unreadable(String path, IOException e) {
        return new DataException("Cannot read data: " + path + "; " + e.getMessage(), e);
    }

    private static List<String> alternatives(String path, Configuration hadoop) {
        return alternatives(path, 0, part -> exists(part, hadoop));
    }

    /**
     * Expands the alternatives in braces, in their order. Does not expand braces in the name of a file or folder that
     * exists, or a path with backslashes.
     *
     * @param from index from which to look for braces
     * @param literal returns whether a file or folder exists
     */
    static List<String> alternatives(String path, int from, Predicate<String> literal) {
        int open = path.indexOf('{', from);
        int close = open < 0 ? -1 : closingBrace(path, open);
        if (close < 0 || path.indexOf('\\') >= 0) {
            return List.of(path);
        }
        int slash = path.indexOf('/', close);
        int end = slash < 0 ? path.length() : slash;
        if (literal.test(path.substring(0, end))) {
            return alternatives(path, end, literal);
        }
        List<String> all = new ArrayList<>();
        for (String middle : split(path.substring(open + 1, close))) {
            all.addAll(alternatives(path.substring(0, open) + middle + path.substring(close + 1), open, literal));
        }
        return all;
    }

    private static int closingBrace(String path, int open) {
        int depth = 0;
        for (int i = open; i < path.length(); i++) {
            depth += path.charAt(i) == '{' ? 1 : path.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    /** Splits at commas outside braces. */
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
