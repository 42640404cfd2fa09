package io.kindling.driver.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Renames that fail if the source or the target's folder is gone. They are atomic on a local disk and on HDFS. On an
 * object store a rename is a copy and a removal.
 *
 * <p>Hadoop's local file system copies if it cannot rename, and creates the target's folder. This class therefore calls
 * the local disk directly.
 */
final class Renames {
    private static final String HDFS = "hdfs";

    private Renames() {}

    private static boolean isLocal(FileSystem fileSystem) {
        return fileSystem instanceof LocalFileSystem || fileSystem instanceof RawLocalFileSystem;
    }

    private static java.nio.file.Path local(Path path) {
        return java.nio.file.Path.of(path.toUri().getPath());
    }

    /** Renames a file, and replaces an existing one if the file system can. Returns false if nothing was done. */
    static boolean replace(FileSystem fileSystem, Path from, Path to) throws IOException {
        if (isLocal(fileSystem)) {
            Files.move(local(from), local(to), StandardCopyOption.ATOMIC_MOVE);
            return true;
        }
        try {
            return fileSystem.rename(from, to);
        } catch (FileAlreadyExistsException e) {
            return false;
        }
    }

    /** Renames a file or folder to a free name. */
    static void move(FileSystem fileSystem, Path from, Path to) throws IOException {
        if (!replace(fileSystem, from, to)) {
            throw new IOException("the file system did not rename " + from + " to " + to);
        }
    }

    /**
     * Renames a file to a free name, atomically on a local disk and on HDFS.
     *
     * @return false if the name exists
     */
    static boolean place(FileSystem fileSystem, Path from, Path to) throws IOException {
        if (isLocal(fileSystem)) {
            try {
                Files.createLink(local(to), local(from));
                return true;
            } catch (java.nio.file.FileAlreadyExistsException e) {
                return false;
            }
        }
        if (fileSystem.getScheme().equals(HDFS)) {
            return fileSystem.rename(from, to) || taken(fileSystem, from, to);
        }
        throw new UnsupportedOperationException("no atomic rename to a free name: " + fileSystem.getScheme());
    }

    private static boolean taken(FileSystem fileSystem, Path from, Path to) throws IOException {
        if (fileSystem.exists(to)) {
            return false;
        }
        throw new IOException("the file system did not rename " + from + " to " + to);
    }
}
