package io.kindling.driver.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.ipc.RemoteException;

/**
 * Publishes a file under a new name. On a local disk, on HDFS and on S3A the name appears together with the whole
 * content. The bytes are written to a hidden file with a unique name, which then gets the final name by a link or a
 * rename that fails if the name exists. S3A publishes an object when it is complete.
 */
final class NewFile {
    private static final String CONDITIONAL = CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;
    private static final String TEMPORARY = ".new-";

    /** File systems of a NameNode, whose rename never replaces a file. */
    private static final Set<String> NAME_NODE = Set.of("hdfs", "viewfs", "webhdfs", "swebhdfs");

    /** By name, because HDFS is not on every class path. */
    private static final String BEING_CREATED = "org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException";

    private NewFile() {}

    /**
     * Publishes a file.
     *
     * @param bytes unique to this writer
     * @return false if the name exists
     * @throws IOException if it cannot be written; nothing is left under the name then
     */
    static boolean publish(FileSystem fileSystem, Path path, byte[] bytes) throws IOException {
        if (fileSystem instanceof LocalFileSystem || fileSystem instanceof RawLocalFileSystem) {
            return publishLocal(java.nio.file.Path.of(path.toUri().getPath()), bytes);
        }
        return NAME_NODE.contains(fileSystem.getUri().getScheme())
                ? publishByRename(fileSystem, path, bytes)
                : publishByStream(fileSystem, path, bytes);
    }

    private static boolean publishLocal(java.nio.file.Path path, byte[] bytes) throws IOException {
        createFolder(path.getParent());
        if (Files.exists(path)) {
            return false;
        }
        java.nio.file.Path temporary = path.resolveSibling(TEMPORARY + UUID.randomUUID());
        try {
            writeNew(temporary, bytes);
            return link(path, temporary, bytes);
        } catch (AccessDeniedException e) {
            throw new IOException("permission denied", e);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void writeNew(java.nio.file.Path path, byte[] bytes) throws IOException {
        try (FileChannel file = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.DSYNC)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                file.write(buffer);
            }
        }
    }

    private static boolean link(java.nio.file.Path path, java.nio.file.Path temporary, byte[] bytes)
            throws IOException {
        try {
            Files.createLink(path, temporary);
            return true;
        } catch (java.nio.file.FileAlreadyExistsException e) {
            return isLinked(path, temporary);
        } catch (FileSystemException | UnsupportedOperationException e) {
            return isLinked(path, temporary) || writeExclusively(path, bytes);
        }
    }

    /** Returns whether the link exists although the call failed: NFS repeats a request whose response was lost. */
    private static boolean isLinked(java.nio.file.Path path, java.nio.file.Path temporary) throws IOException {
        try {
            return Files.isSameFile(path, temporary);
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** For a disk without hard links: one writer gets the name, but readers may see it before the bytes. */
    private static boolean writeExclusively(java.nio.file.Path path, byte[] bytes) throws IOException {
        try {
            writeNew(path, bytes);
            return true;
        } catch (java.nio.file.FileAlreadyExistsException e) {
            return false;
        } catch (AccessDeniedException e) {
            throw e;
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    private static void createFolder(java.nio.file.Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (AccessDeniedException e) {
            throw new IOException("permission denied", e);
        } catch (java.nio.file.FileAlreadyExistsException e) {
            throw new IOException(folder + " is a file", e);
        }
    }

    private static boolean publishByRename(FileSystem fileSystem, Path path, byte[] bytes) throws IOException {
        if (fileSystem.exists(path)) {
            return false;
        }
        Path temporary = new Path(path.getParent(), TEMPORARY + UUID.randomUUID());
        try {
            try (FSDataOutputStream out = fileSystem.create(temporary, false)) {
                out.write(bytes);
                out.hsync();
            }
            return rename(fileSystem, temporary, path);
        } finally {
            fileSystem.delete(temporary, false);
        }
    }

    /**
     * Returns whether the file was renamed. If the response was lost, a missing source file proves the rename, because
     * no other process knows its name.
     */
    private static boolean rename(FileSystem fileSystem, Path from, Path to) throws IOException {
        try {
            return fileSystem.rename(from, to) || !fileSystem.exists(from);
        } catch (IOException e) {
            if (!fileSystem.exists(from)) {
                return true;
            }
            throw e;
        }
    }

    private static boolean publishByStream(FileSystem fileSystem, Path path, byte[] bytes) throws IOException {
        OutputStream out;
        try {
            out = open(fileSystem, path);
        } catch (FSError | IOException e) {
            // The existence check comes last: the writer that had the name may have removed the file in the meantime.
            if (isTaken(e) || fileSystem.exists(path)) {
                return false;
            }
            throw e;
        }
        try (out) {
            out.write(bytes);
        } catch (FSError | IOException e) {
            return isOwnFile(fileSystem, path, bytes, new IOException(e.getMessage(), e));
        }
        return true;
    }

    private static OutputStream open(FileSystem fileSystem, Path path) throws IOException {
        if (!fileSystem.hasPathCapability(path, CONDITIONAL)) {
            return fileSystem.create(path, false);
        }
        FSDataOutputStreamBuilder<?, ?> builder = fileSystem.createFile(path);
        builder.create();
        builder.must(CONDITIONAL, true);
        return builder.build();
    }

    /**
     * Returns whether an open failed because another writer has the name. Some file systems report this differently
     * while that writer has the file open.
     */
    private static boolean isTaken(Throwable failure) {
        return failure instanceof FileAlreadyExistsException
                || (failure instanceof RemoteException remote
                        && remote.getClassName().equals(BEING_CREATED));
    }

    /** Returns whether a file is this writer's own after its write or close failed. */
    private static boolean isOwnFile(FileSystem fileSystem, Path path, byte[] bytes, IOException failure)
            throws IOException {
        if (!fileSystem.exists(path)) {
            throw failure;
        }
        byte[] there;
        try (var in = fileSystem.open(path)) {
            there = in.readNBytes(bytes.length + 1);
        }
        if (there.length < bytes.length && Arrays.equals(there, Arrays.copyOf(bytes, there.length))) {
            fileSystem.delete(path, false);
            throw failure;
        }
        return Arrays.equals(there, bytes);
    }
}
