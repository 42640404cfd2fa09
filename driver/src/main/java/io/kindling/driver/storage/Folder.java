package io.kindling.driver.storage;

import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Digest;
import io.kindling.trainer.format.Manifest;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * A folder on any Hadoop file system: local disk, HDFS, an object store. Needs no appends, and needs renames only if it
 * is {@linkplain #fencedBy fenced}.
 */
public final class Folder {
    private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");

    private final FileSystem fileSystem;
    private final Path path;
    private final Optional<Staging> staging;

    private Folder(FileSystem fileSystem, Path path, Optional<Staging> staging) {
        this.fileSystem = fileSystem;
        this.path = path;
        this.staging = staging;
    }

    /**
     * Returns the folder at a path such as {@code runs/digits}, {@code hdfs://host/runs/digits} or {@code
     * s3a://bucket/runs/digits}. It need not exist.
     *
     * @throws StorageException if the file system is unknown
     */
    public static Folder of(String location, Configuration hadoop) {
        try {
            Path path = FileSystems.path(location);
            FileSystem found = FileSystems.of(path, hadoop);
            // On a local disk, bypass Hadoop's checksum files: manifests have checksums, and on a full disk Hadoop's
            // checksum writer leaves a file open, which keeps its space after removal.
            FileSystem fileSystem = found instanceof LocalFileSystem local ? local.getRaw() : found;
            return new Folder(fileSystem, fileSystem.makeQualified(path), Optional.empty());
        } catch (IOException | IllegalArgumentException e) {
            throw new StorageException("Cannot open folder: " + location + "; " + e.getMessage(), e);
        }
    }

    /** Returns a folder inside this one. */
    public Folder folder(String name) {
        return new Folder(fileSystem, resolve(name), staging);
    }

    /**
     * Returns this folder with changes allowed only while a right is held. After another process took over, no file in
     * it is created, replaced or removed; changes throw a {@link io.kindling.trainer.error.LockedException}.
     */
    public Folder fencedBy(Fence fence) {
        return new Folder(fileSystem, path, Optional.of(new Staging(fileSystem, path, fence)));
    }

    /** Returns the full path, including the file system. */
    public String location() {
        return path.toString();
    }

    /** Returns whether the file or folder exists. */
    public boolean has(String name) {
        try {
            return fileSystem.exists(resolve(name));
        } catch (IOException e) {
            throw failed("look for", name, e);
        }
    }

    /** Returns whether the folder does not exist or is empty. */
    public boolean isEmpty() {
        try {
            return fileSystem.listStatus(path).length == 0;
        } catch (FileNotFoundException e) {
            return true;
        } catch (IOException e) {
            throw new StorageException("Cannot list " + path + ": " + e.getMessage(), e);
        }
    }

    /** Returns whether a file exists at the path of the folder. */
    public boolean isFile() {
        try {
            return fileSystem.getFileStatus(path).isFile();
        } catch (FileNotFoundException e) {
            return false;
        } catch (IOException e) {
            throw new StorageException("Cannot check " + path + ": " + e.getMessage(), e);
        }
    }

    /**
     * Creates a file and replaces one of that name. Readers may see the file before it is closed; in a fenced folder
     * not before it is {@linkplain FolderOutput#publish published} or closed.
     */
    public FolderOutput create(String name) {
        Path target = resolve(name);
        try {
            if (staging.isEmpty()) {
                return new FolderOutput(fileSystem.create(target, true));
            }
            Path staged = staging.get().stage(target);
            FSDataOutputStream out = fileSystem.create(staged, true);
            return new FolderOutput(out, () -> staging.get().publish(staged, target));
        } catch (FSError | IOException e) {
            throw failed("write", name, e);
        }
    }

    /** Writes a whole file, like {@link #write(String, Content)}. */
    public void write(String name, byte[] bytes) {
        write(name, out -> out.write(bytes));
    }

    /**
     * Writes a file from generated bytes and asks the file system to persist it through a crash.
     *
     * @return its length and checksum, for a manifest
     * @throws StorageException also if the file system stores a different number of bytes than were written
     */
    public Manifest.Entry write(String name, Content content) {
        Path target = resolve(name);
        try {
            if (staging.isEmpty()) {
                return write(target, name, content);
            }
            Path staged = staging.get().stage(target);
            Manifest.Entry entry = stage(staged, name, content);
            staging.get().publish(staged, target);
            return entry;
        } catch (FSError | IOException e) {
            throw failed("write", name, e);
        }
    }

    private Manifest.Entry stage(Path staged, String name, Content content) throws IOException {
        try {
            return write(staged, name, content);
        } catch (RuntimeException | Error | IOException e) {
            staging.get().discard(staged);
            throw e;
        }
    }

    private Manifest.Entry write(Path place, String name, Content content) throws IOException {
        MessageDigest digest = Digest.sha256();
        long length;
        try (FolderOutput file = new FolderOutput(fileSystem.create(place, true));
                CountingOutputStream out = new CountingOutputStream(new DigestOutputStream(file, digest))) {
            content.writeTo(out);
            out.flush();
            file.persist();
            length = out.count();
        }
        long kept = fileSystem.getFileStatus(place).getLen();
        if (kept != length) {
            throw new StorageException("Cannot write " + resolve(name) + ": the file system kept " + kept + " of its "
                    + length + " bytes; check its space");
        }
        return new Manifest.Entry(name, length, HexFormat.of().formatHex(digest.digest()));
    }

    /**
     * Creates a whole file under a new name. Exactly one of several concurrent writers of a name gets true: by a link
     * that fails if the name exists on a local disk or NFS, by such a rename on HDFS, by a conditional write on S3A
     * since Hadoop 3.4.2. On these file systems the name appears with all bytes, and a killed writer leaves no partial
     * file under the name. Other file systems are as atomic as their {@code create(overwrite=false)}, and so are local
     * disks without hard links; readers may see the name before the bytes.
     *
     * @param bytes unique to this writer, so that it can recognize its file if a response was lost
     * @return false if the name exists, or existed during the call
     */
    public boolean createNew(String name, byte[] bytes) {
        if (staging.isEmpty()) {
            return createDirectly(name, bytes);
        }
        Path target = resolve(name);
        Path staged = staging.get().stage(target);
        try {
            stage(staged, name, out -> out.write(bytes));
            return staging.get().publishNew(staged, target, () -> createDirectly(name, bytes));
        } catch (FSError | IOException e) {
            throw failed("write", name, e);
        }
    }

    private boolean createDirectly(String name, byte[] bytes) {
        try {
            return NewFile.publish(fileSystem, resolve(name), bytes);
        } catch (FSError | IOException e) {
            throw failed("write", name, e);
        }
    }

    /** Returns when a file was last written, in milliseconds by the clock of its file system. */
    public long modified(String name) {
        try {
            return fileSystem.getFileStatus(resolve(name)).getModificationTime();
        } catch (FileNotFoundException e) {
            throw missing(name, e);
        } catch (IOException e) {
            throw failed("check the time of", name, e);
        }
    }

    /** Returns the current time by the clock of {@link #modified}: the time of a file written now. */
    public long now() {
        String probe = "probe-" + UUID.randomUUID();
        write(probe, new byte[] {0});
        try {
            return modified(probe);
        } finally {
            delete(probe);
        }
    }

    /** Writes the bytes of a file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Returns the names of the files and folders in this folder, sorted; empty if it does not exist. */
    public List<String> names() {
        String[] local = fileSystem instanceof RawLocalFileSystem disk
                ? disk.pathToFile(path).list()
                : null;
        if (local != null) {
            // Without a status call for each file, as Hadoop would make.
            return Stream.of(local).sorted().toList();
        }
        try {
            return Stream.of(fileSystem.listStatus(path))
                    .map(status -> status.getPath().getName())
                    .sorted()
                    .toList();
        } catch (FileNotFoundException e) {
            return List.of();
        } catch (IOException e) {
            throw new StorageException("Cannot list " + path + ": " + e.getMessage(), e);
        }
    }

    /** Removes a file, or a folder with its content. Does nothing if it does not exist. */
    public void delete(String name) {
        Path target = resolve(name);
        try {
            if (staging.isPresent()) {
                staging.get().remove(target);
            } else {
                fileSystem.delete(target, true);
            }
        } catch (FSError | IOException e) {
            throw failed("remove", name, e);
        }
    }

    /** Returns the length of a file in bytes. */
    public long length(String name) {
        try {
            return fileSystem.getFileStatus(resolve(name)).getLen();
        } catch (FileNotFoundException e) {
            throw missing(name, e);
        } catch (IOException e) {
            throw failed("read", name, e);
        }
    }

    /** Reads a whole file, which must fit into one array. */
    public byte[] read(String name) {
        return read(name, Integer.MAX_VALUE - 16);
    }

    /**
     * Reads a whole file of bounded length.
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
     * Rejects a name that could lead out of its folder: one with separators or a leading dot.
     *
     * @throws StorageException naming it
     */
    public static void requirePlain(String name) {
        if (!isPlain(name)) {
            throw new StorageException("Invalid file name: " + name + " (letters, digits, '.', '_' and '-' only)");
        }
    }

    /**
     * Returns whether a name stays in its folder: letters, digits, {@code .}, {@code _} and {@code -}, no {@code .}
     * first.
     */
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
