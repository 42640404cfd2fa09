package io.kindling.driver.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** Writes a file that must be new, by whatever makes that atomic on its file system. */
final class NewFile {
    private static final String CONDITIONAL = CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;

    private NewFile() {}

    /** Throws an exception that says so if the file is there, and maybe another one if it came to be meanwhile. */
    static void write(FileSystem fileSystem, Path path, byte[] bytes) throws IOException {
        if (fileSystem instanceof LocalFileSystem || fileSystem instanceof RawLocalFileSystem) {
            writeLocal(java.nio.file.Path.of(path.toUri().getPath()), bytes);
            return;
        }
        try (OutputStream out = create(fileSystem, path)) {
            out.write(bytes);
        }
    }

    /** Hadoop's own local file system looks first and creates then, between which another process may create. */
    private static void writeLocal(java.nio.file.Path path, byte[] bytes) throws IOException {
        createFolder(path.getParent());
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = Channels.newOutputStream(channel)) {
            out.write(bytes);
            channel.force(true);
        } catch (AccessDeniedException e) {
            throw new IOException("permission denied", e);
        }
    }

    private static void createFolder(java.nio.file.Path folder) throws IOException {
        try {
            Files.createDirectories(folder);
        } catch (AccessDeniedException e) {
            throw new IOException("permission denied", e);
        } catch (FileAlreadyExistsException e) {
            throw new IOException(folder + " is a file", e);
        }
    }

    private static FSDataOutputStream create(FileSystem fileSystem, Path path) throws IOException {
        if (!fileSystem.hasPathCapability(path, CONDITIONAL)) {
            return fileSystem.create(path, false);
        }
        FSDataOutputStreamBuilder<?, ?> builder = fileSystem.createFile(path);
        builder.create();
        builder.must(CONDITIONAL, true);
        return builder.build();
    }
}
