package io.kindling.driver.data.source;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/** Input files on any Hadoop file system. */
final class Files {
    private Files() {}

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
        InputStream raw = file.getFileSystem(hadoop).open(file);
        return codec == null ? raw : codec.createInputStream(raw);
    }
}
