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

/** Input files on any Hadoop file system. */
final class Files {
    /**
     * Options under which Hadoop reads local files without looking for their checksums, {@code .name.crc}. It takes a colon in that name for the end of a scheme.
     */
    static final Map<String, String> WITHOUT_CHECKSUMS =
            Map.of("fs.file.impl", RawLocalFileSystem.class.getName(), "fs.file.impl.disable.cache", "true");

    private Files() {}

    /** Whether the name of a local file or folder holds a colon. */
    static boolean hasColon(Path path) {
        URI uri = path.toUri();
        return "file".equals(uri.getScheme()) && uri.getPath().indexOf(':') >= 0;
    }

    /** Returns {@code path} if it is given. */
    static String requirePath(String key, String path) {
        if (path == null || path.isBlank()) {
            throw new ConfigurationException("Invalid " + key + ": " + path + " (must be a path)");
        }
        return path;
    }

    /**
     * Checks that there is a file or folder of exactly this name.
     *
     * @throws DataException {@code Cannot read data: <path>; ...} if not
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

    /** Opens a file, unpacked if its name ends as that of a compressed file does. */
    static InputStream open(String path, Configuration hadoop) throws IOException {
        Path file = PathPattern.of(path, hadoop).path();
        CompressionCodec codec = new CompressionCodecFactory(hadoop).getCodec(file);
        FileSystem fileSystem = file.getFileSystem(hadoop);
        boolean unchecked = hasColon(file) && fileSystem instanceof LocalFileSystem;
        InputStream raw = (unchecked ? ((LocalFileSystem) fileSystem).getRawFileSystem() : fileSystem).open(file);
        return codec == null ? raw : codec.createInputStream(raw);
    }
}
