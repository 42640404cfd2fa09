package io.kindling.driver.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.ipc.RemoteException;

/** Opens a file that must be new, by whatever makes that atomic on its file system. */
final class NewFile {
    private static final String CONDITIONAL = CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;

    /** By name, for HDFS is not on every class path. */
    private static final String BEING_CREATED = "org.apache.hadoop.hdfs.protocol.AlreadyBeingCreatedException";

    private NewFile() {}

    /**
     * Opens it; on an object store it comes to be when it is closed.
     *
     * @throws FileAlreadyExistsException if it is there
     */
    static OutputStream open(FileSystem fileSystem, Path path) throws IOException {
        if (fileSystem instanceof LocalFileSystem || fileSystem instanceof RawLocalFileSystem) {
            return openLocal(java.nio.file.Path.of(path.toUri().getPath()));
        }
        if (!fileSystem.hasPathCapability(path, CONDITIONAL)) {
            return fileSystem.create(path, false);
        }
        FSDataOutputStreamBuilder<?, ?> builder = fileSystem.createFile(path);
        builder.create();
        builder.must(CONDITIONAL, true);
        return builder.build();
    }

    /** Whether {@link #open} failed because another writer had the name. HDFS tells in another way of one that has not closed the file yet. */
    static boolean isTaken(Throwable failure) {
        return failure instanceof FileAlreadyExistsException
                || (failure instanceof RemoteException remote
                        && remote.getClassName().equals(BEING_CREATED));
    }

    /** Hadoop's own local file system looks first and creates then, between which another process may create. */
    private static OutputStream openLocal(java.nio.file.Path path) throws IOException {
        createFolder(path.getParent());
        try {
            return Channels.newOutputStream(FileChannel.open(
                    path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.DSYNC));
        } catch (AccessDeniedException e) {
            throw new IOException("permission denied", e);
        } catch (java.nio.file.FileAlreadyExistsException e) {
            throw new FileAlreadyExistsException(path.toString());
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
}
