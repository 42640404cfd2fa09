package io.kindling.driver.storage;

import java.io.IOException;
import java.util.Set;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Finds the Hadoop file system of a path. Its errors name the missing class or jar. */
public final class FileSystems {
    private static final Set<String> WEB = Set.of("http", "https");

    private FileSystems() {}

    /**
     * Parses a path.
     *
     * @throws IOException if it is invalid
     */
    public static Path path(String text) throws IOException {
        return path(text, Path::new);
    }

    /**
     * Parses a path without a scheme; a colon is part of the name.
     *
     * @throws IOException if it is invalid
     */
    public static Path withoutScheme(String text) throws IOException {
        return path(text, name -> new Path(null, null, name));
    }

    private static Path path(String text, Function<String, Path> parsed) throws IOException {
        if (text.indexOf('\0') >= 0) {
            throw new IOException("a path must not contain a NUL character");
        }
        try {
            return parsed.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Returns the file system of a path.
     *
     * @throws IOException if it is unknown, cannot be reached, or can neither list nor write; the message names the
     * cure
     */
    public static FileSystem of(Path path, Configuration hadoop) throws IOException {
        String scheme = path.toUri().getScheme();
        if (scheme != null && WEB.contains(scheme)) {
            throw new IOException(
                    "nothing can be listed or written over " + scheme + "; give a local path, HDFS or an object store");
        }
        try {
            return path.getFileSystem(hadoop);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new IOException(missingClass(e, scheme), e);
        }
    }

    /** Hadoop wraps the exception for a class that its configuration names, once or twice. */
    private static String missingClass(RuntimeException e, String scheme) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ClassNotFoundException) {
                String name = String.valueOf(cause.getMessage())
                        .replaceFirst("^Class ", "")
                        .replaceFirst(" not found$", "");
                String jar = "s3a".equals(scheme) ? " (hadoop-aws)" : "";
                return name + " is not on the class path; add the jar of the file system " + scheme + jar;
            }
        }
        return String.valueOf(e.getMessage());
    }
}
