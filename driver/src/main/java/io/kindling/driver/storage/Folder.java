package io.kindling.driver.storage;

import io.kindling.trainer.checkpoint.Digest;
import io.kindling.trainer.checkpoint.Manifest;
import io.kindling.trainer.error.StorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;

/** A folder on any Hadoop file system: local disk, HDFS, an object store. Needs neither renames nor appends. */
public final class Folder {
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");

    private final FileSystem fileSystem;
    private final Path path;

    private Folder(FileSystem fileSystem, Path path) {
        this.fileSystem = fileSystem;
        this.path = path;
    }

    /**
     * The folder at a path such as {@code runs/digits}, {@code hdfs://host/runs/digits} or {@code s3a://bucket/runs/digits}; it need not exist.
     *
     * @throws StorageException if there is no such file system
     */
    public static Folder of(String location, Configuration hadoop) {
        try {
            Path path = FileSystems.path(location);
            FileSystem found = FileSystems.of(path, hadoop);
            // On a local disk without the files of checksums that Hadoop would add: manifests have ours, and where the
            // disk is full Hadoop's writer of checksums leaves a file open, which keeps its room though it is removed.
            FileSystem fileSystem = found instanceof LocalFileSystem local ? local.getRaw() : found;
            return new Folder(fileSystem, fileSystem.makeQualified(path));
        } catch (IOException | IllegalArgumentException e) {
            throw new StorageException("Cannot open folder: " + location + "; " + e.getMessage(), e);
        }
    }

    /** A folder inside this one. */
    public Folder folder(String name) {
        return new Folder(fileSystem, resolve(name));
    }

    /** Full path, with the file system in front. */
    public String location() {
        return path.toString();
    }

    /** Whether the file or folder is there. */
    public boolean has(String name) {
        try {
            return fileSystem.exists(resolve(name));
        } catch (IOException e) {
            throw failed("look for", name, e);
        }
    }

    /** Whether nothing is there: no such folder, or nothing in it. */
    public boolean isEmpty() {
        try {
            return fileSystem.listStatus(path).length == 0;
        } catch (FileNotFoundException e) {
            return true;
        } catch (IOException e) {
            throw new StorageException("Cannot look into " + path + ": " + e.getMessage(), e);
        }
    }

    /** Whether a file lies where the folder should. */
    public boolean isFile() {
        try {
            return fileSystem.getFileStatus(path).isFile();
        } catch (FileNotFoundException e) {
            return false;
        } catch (IOException e) {
            throw new StorageException("Cannot look into " + path + ": " + e.getMessage(), e);
        }
    }

    /** A new file; one of that name is replaced. It may be seen before it is closed. */
    public FolderOutput create(String name) {
        try {
            return new FolderOutput(fileSystem.create(resolve(name), true));
        } catch (FSError | IOException e) {
            throw failed("write", name, e);
        }
    }

    /** Writes a file as a whole, as {@link #write(String, Content)} does. */
    public void write(String name, byte[] bytes) {
        write(name, out -> out.write(bytes));
    }

    /**
     * Writes a file as its bytes are made, and asks the file system to keep them through a crash.
     *
     * @return its length and checksum, for a manifest
     * @throws StorageException also if the file system keeps another number of bytes than were written
     */
    public Manifest.Entry write(String name, Content content) {
        MessageDigest digest = Digest.sha256();
        long length;
        try (FolderOutput file = create(name);
                CountingOutputStream out = new CountingOutputStream(new DigestOutputStream(file, digest))) {
            content.writeTo(out);
            out.flush();
            file.persist();
            length = out.count();
        } catch (IOException e) {
            throw failed("write", name, e);
        }
        if (length(name) != length) {
            throw new StorageException("Cannot write " + resolve(name) + ": the file system kept " + length(name)
                    + " of its " + length + " bytes; check its space");
        }
        return new Manifest.Entry(name, length, HexFormat.of().formatHex(digest.digest()));
    }

    /**
     * Writes a whole file that must be new. Of several writers of one name exactly one is told true: by O_EXCL on a local disk or NFS, by the NameNode on HDFS, by a conditional write on
     * S3A from Hadoop 3.4.2 on; other file systems are as atomic as their {@code create(overwrite=false)}. A reader may see the file before its bytes.
     *
     * @param bytes unlike those of any other writer: by them a writer whose answer was lost knows its file
     * @return false if the name is taken, or was when this came to it
     */
    public boolean createNew(String name, byte[] bytes) {
        OutputStream out;
        try {
            out = NewFile.open(fileSystem, resolve(name));
        } catch (FSError | IOException e) {
            // Whether it is there is asked last: who had the name may have removed the file since.
            if (NewFile.isTaken(e) || has(name)) {
                return false;
            }
            throw failed("write", name, e);
        }
        try (out) {
            out.write(bytes);
        } catch (FSError | IOException e) {
            return isOwn(name, bytes, e);
        }
        return true;
    }

    /** Whose a file is, after its writing or closing has failed. */
    private boolean isOwn(String name, byte[] bytes, Throwable failure) {
        if (!has(name)) {
            throw failed("write", name, failure);
        }
        byte[] there = read(name);
        if (there.length < bytes.length && Arrays.equals(there, Arrays.copyOf(bytes, there.length))) {
            delete(name);
            throw failed("write", name, failure);
        }
        return Arrays.equals(there, bytes);
    }

    /** When a file was last written, in milliseconds by the clock of its file system. */
    public long modified(String name) {
        try {
            return fileSystem.getFileStatus(resolve(name)).getModificationTime();
        } catch (FileNotFoundException e) {
            throw missing(name, e);
        } catch (IOException e) {
            throw failed("look at", name, e);
        }
    }

    /** The clock that {@link #modified} goes by: that of a file written now. */
    public long now() {
        String probe = "probe-" + UUID.randomUUID();
        write(probe, new byte[] {0});
        try {
            return modified(probe);
        } finally {
            delete(probe);
        }
    }

    /** What makes the bytes of a file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Names of the files and folders in this one, sorted; none when it is not there. */
    public List<String> names() {
        try {
            return Stream.of(fileSystem.listStatus(path))
                    .map(status -> status.getPath().getName())
                    .sorted()
                    .toList();
        } catch (FileNotFoundException e) {
            return List.of();
        } catch (IOException e) {
            throw new StorageException("Cannot look into " + path + ": " + e.getMessage(), e);
        }
    }

    /** Removes a file, or a folder with all that is in it; nothing happens when it is not there. */
    public void delete(String name) {
        try {
            fileSystem.delete(resolve(name), true);
        } catch (IOException e) {
            throw failed("remove", name, e);
        }
    }

    /** Length of a file in bytes. */
    public long length(String name) {
        try {
            return fileSystem.getFileStatus(resolve(name)).getLen();
        } catch (FileNotFoundException e) {
            throw missing(name, e);
        } catch (IOException e) {
            throw failed("read", name, e);
        }
    }

    /** A whole file; it must fit into one array. */
    public byte[] read(String name) {
        return read(name, Integer.MAX_VALUE - 16);
    }

    /**
     * A whole file of bounded length.
     *
     * @throws StorageException if it is longer than {@code maxBytes}; nothing is read then
     */
    public byte[] read(String name, int maxBytes) {
        long length = length(name);
        if (length > maxBytes) {
            throw new StorageException(
                    "Cannot read " + resolve(name) + ": " + length + " bytes; it must be at most " + maxBytes);
        }
        try (InputStream in = fileSystem.open(resolve(name))) {
            return in.readNBytes((int) length);
        } catch (IOException e) {
            throw failed("read", name, e);
        }
    }

    private Path resolve(String name) {
        requirePlain(name);
        return new Path(path, name);
    }

    /**
     * Refuses a name that could lead out of its folder: one with separators, or a leading dot.
     *
     * @throws StorageException naming it
     */
    public static void requirePlain(String name) {
        if (!isPlain(name)) {
            throw new StorageException("Invalid file name: " + name + " (letters, digits, '.', '_' and '-' only)");
        }
    }

    /** Whether a name stays in its folder: letters, digits, {@code .}, {@code _} and {@code -}, no {@code .} first. */
    public static boolean isPlain(String name) {
        return PLAIN_NAME.matcher(name).matches();
    }

    private StorageException missing(String name, IOException cause) {
        return new StorageException("Cannot read " + resolve(name) + ": there is no such file", cause);
    }

    private StorageException failed(String verb, String name, Throwable cause) {
        return new StorageException("Cannot " + verb + " " + resolve(name) + ": " + cause.getMessage(), cause);
    }
}
