package io.kindling.driver.storage;

import io.kindling.trainer.error.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** One file on any Hadoop file system, that a user names by its path. */
public final class StoredFile {
    private final FileSystem fileSystem;
    private final Path path;

    private StoredFile(FileSystem fileSystem, Path path) {
        this.fileSystem = fileSystem;
        this.path = path;
    }

    /**
     * The file at a path such as {@code model.onnx} or {@code hdfs://host/models/model.onnx}; it need not exist.
     *
     * @throws StorageException if there is no such file system
     */
    public static StoredFile of(String location, Configuration hadoop) {
        try {
            Path path = FileSystems.path(location);
            FileSystem fileSystem = FileSystems.of(path, hadoop);
            return new StoredFile(fileSystem, fileSystem.makeQualified(path));
        } catch (IOException | IllegalArgumentException e) {
            throw new StorageException("Cannot open file: " + location + "; " + e.getMessage(), e);
        }
    }

    /** Full path, with the file system in front. */
    public String location() {
        return path.toString();
    }

    /** Whether there is such a file, and not a folder. */
    public boolean exists() {
        try {
            return fileSystem.getFileStatus(path).isFile();
        } catch (FileNotFoundException e) {
            return false;
        } catch (IOException e) {
            throw new StorageException("Cannot look for " + path + ": " + e.getMessage(), e);
        }
    }

    /** Length in bytes. */
    public long length() {
        try {
            return fileSystem.getFileStatus(path).getLen();
        } catch (IOException e) {
            throw new StorageException("Cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    /** The whole file; it must fit into one array. */
    public byte[] read() {
        try {
            long length = fileSystem.getFileStatus(path).getLen();
            if (length > Integer.MAX_VALUE - 16) {
                throw new StorageException("Cannot read " + path + ": " + length + " bytes; it must be below 2 GiB");
            }
            try (InputStream in = fileSystem.open(path)) {
                return in.readNBytes((int) length);
            }
        } catch (FileNotFoundException e) {
            throw new StorageException("Cannot read " + path + ": there is no such file", e);
        } catch (IOException e) {
            throw new StorageException("Cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    /**
     * Writes the whole file.
     *
     * @throws StorageException if it is there already
     */
    public void writeNew(byte[] bytes) {
        try (OutputStream out = fileSystem.create(path, false)) {
            out.write(bytes);
        } catch (FileAlreadyExistsException e) {
            throw new StorageException(
                    "Cannot write " + path + ": it is there already; give another path or remove it", e);
        } catch (IOException e) {
            throw new StorageException("Cannot write " + path + ": " + e.getMessage(), e);
        }
    }
}
