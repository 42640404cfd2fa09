package io.kindling.driver.data.source;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/** Opens and checks input files on any Hadoop file system. */
final class Files {
    /**
     * Options that make Hadoop read local files without their checksum files, {@code .name.crc}. Hadoop cannot parse
     * the name of a checksum file with a colon: it takes the text before the colon as a scheme.
     */
    static final Map<String, String> WITHOUT_CHECKSUMS =
            Map.of("fs.file.impl", RawLocalFileSystem.class.getName(), "fs.file.impl.disable.cache", "true");

    private Files() {}

    /** Returns whether the path of a local file or folder contains a colon. */
    static boolean hasColon(Path path) {
        URI uri = path.toUri();
        return "file".equals(uri.getScheme()) && uri.getPath().indexOf(':') >= 0;
    }

    /** Returns the path. Throws a {@link ConfigurationException} if it is null or blank. */
    static String requirePath(String key, String path) {
        if (path == null || path.isBlank()) {
            throw new ConfigurationException("Invalid " + key + ": " + path + " (must be a path)");
        }
        return path;
    }

    /**
     * Checks that a file or folder of exactly this name exists.
     *
     * @throws DataException if it does not exist or cannot be checked
     */
    static void requireExisting(String path, Configuration hadoop) {
        try {
            if (!PathPattern.of(path, hadoop).exists()) {
                throw new DataException("Cannot read data: " + path + "; there is no such file or folder");
            }
        } catch (IOException e) {
            throw new DataException("Cannot read data: " + path + "; " + e.getMessage(), e);
        }
    }

    static boolean isCompressed(String path, Configuration hadoop) {
        return new CompressionCodecFactory(hadoop).getCodec(new Path(null, null, path)) != null;
    }

    static long length(String path, Configuration hadoop) throws IOException {
        Path file = PathPattern.of(path, hadoop).path();
        return file.getFileSystem(hadoop).getFileStatus(file).getLen();
    }

    /** Opens a file. Decompresses it if its name has the extension of a compression codec. */
    static InputStream open(String path, Configuration hadoop) throws IOException {
        Path file = PathPattern.of(path, hadoop).path();
        CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(file);
        FileSystem fileSystem = file.getFileSystem(hadoop);
        boolean unchecked = hasColon(file) && fileSystem instanceof LocalFileSystem;
        InputStream raw = (unchecked ? ((LocalFileSystem) fileSystem).getRawFileSystem() : fileSystem).open(file);
        return codec == null ? raw : codec.createInputStream(raw);
    }
}
