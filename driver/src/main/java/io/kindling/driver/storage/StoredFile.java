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

/** One file on any Hadoop file system, named by the path of a user. */
public final class StoredFile {
    private final FileSystem fileSystem;
    private final Path path;

    private StoredFile(FileSystem fileSystem, Path path) {
        this.fileSystem = fileSystem;
        this.path = path;
    }

    /**
     * Returns the file at a path such as {@code model.onnx} or {@code hdfs://host/models/model.onnx}. It need not
     * exist.
     *
     * @throws StorageException if the file system is unknown
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

    /** Returns the full path, including the file system. */
    public String location() {
        return path.toString();
    }

    /** Returns whether the path exists and is a file. */
    public boolean exists() {
        try {
            return fileSystem.getFileStatus(path).isFile();
        } catch (FileNotFoundException e) {
            return false;
        } catch (IOException e) {
            throw new StorageException("Cannot look for " + path + ": " + e.getMessage(), e);
        }
    }

    /** Returns the length in bytes. */
    public long length() {
        try {
            return fileSystem.getFileStatus(path).getLen();
        } catch (IOException e) {
            throw new StorageException("Cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    /** Reads the whole file, which must fit into one array. */
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
     * @throws StorageException if it exists
     */
    public void writeNew(byte[] bytes) {
        try (OutputStream out = fileSystem.create(path, false)) {
            out.write(bytes);
        } catch (FileAlreadyExistsException e) {
            throw new StorageException("Cannot write " + path + ": the file exists; give another path or remove it", e);
        } catch (IOException e) {
            throw new StorageException("Cannot write " + path + ": " + e.getMessage(), e);
        }
    }
}
