package io.kindling.driver.lock;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CountDownLatch;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.Syncable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local disk under the scheme {@code paused}. The threads of one group stop before their k-th change of a file,
 * like the threads of a process after SIGSTOP: none completes an operation until {@link #resume}. All other threads
 * continue. Of several writes to one file only the first counts as a change.
 */
public final class PausedFileSystem extends FilterFileSystem {
    private static final String SCHEME = "paused";

    private ThreadGroup group;
    private int left;
    private CountDownLatch reached = new CountDownLatch(1);
    private CountDownLatch resumed = new CountDownLatch(0);

    public PausedFileSystem() {
        super(new RawLocalFileSystem());
    }

    /** Registers the scheme. */
    static void install(Configuration hadoop) {
        hadoop.set("fs." + SCHEME + ".impl", PausedFileSystem.class.getName());
    }

    /** Returns the instance shared by all users of this configuration. */
    static PausedFileSystem of(Configuration hadoop) throws IOException {
        return (PausedFileSystem) FileSystem.get(URI.create(SCHEME + ":///"), hadoop);
    }

    static String location(java.nio.file.Path folder) {
        return SCHEME + ":" + folder.toAbsolutePath();
    }

    /** Makes the threads of the group stop before the given change, from 1. */
    synchronized void pause(ThreadGroup threads, int change) {
        group = threads;
        left = change;
        reached = new CountDownLatch(1);
        resumed = new CountDownLatch(1);
    }

    /** Opens when the threads have stopped. */
    synchronized CountDownLatch reached() {
        return reached;
    }

    /** Lets the threads continue. */
    synchronized void resume() {
        left = Integer.MAX_VALUE;
        resumed.countDown();
    }

    private void beforeChange() throws IOException {
        synchronized (this) {
            if (isPaused() && left > 0 && --left == 0) {
                reached.countDown();
            }
        }
        beforeLook();
    }

    private void beforeLook() throws IOException {
        CountDownLatch wait;
        synchronized (this) {
            if (!isPaused() || left > 0) {
                return;
            }
            wait = resumed;
        }
        try {
            wait.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private boolean isPaused() {
        return group != null && group.parentOf(Thread.currentThread().getThreadGroup());
    }

    @Override
    public void initialize(URI name, Configuration conf) throws IOException {
        fs.initialize(URI.create("file:///"), conf);
        setConf(conf);
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public URI getUri() {
        return URI.create(SCHEME + ":///");
    }

    private static Path inner(Path path) {
        return new Path("file", "", path.toUri().getPath());
    }

    private static java.nio.file.Path local(Path path) {
        return java.nio.file.Path.of(path.toUri().getPath());
    }

    @Override
    protected void checkPath(Path path) {
        // Every path is local.
    }

    @Override
    public Path makeQualified(Path path) {
        return new Path(SCHEME, "", path.toUri().getPath());
    }

    @Override
    public FSDataOutputStream create(
            Path path,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        beforeChange();
        return new FSDataOutputStream(
                new Output(fs.create(inner(path), permission, overwrite, bufferSize, replication, blockSize, progress)),
                null);
    }

    private final class Output extends FilterOutputStream implements StreamCapabilities, Syncable {
        private final FSDataOutputStream file;
        private boolean begun;

        Output(FSDataOutputStream file) {
            super(file);
            this.file = file;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (begun) {
                beforeLook();
            } else {
                begun = true;
                beforeChange();
            }
            file.write(bytes, offset, length);
        }

        @Override
        public boolean hasCapability(String capability) {
            return file.hasCapability(capability);
        }

        @Override
        public void hflush() throws IOException {
            beforeLook();
            file.hflush();
        }

        @Override
        public void hsync() throws IOException {
            hflush();
        }

        @Override
        public void close() throws IOException {
            beforeLook();
            file.close();
        }
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        beforeChange();
        Files.move(local(from), local(to), StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        beforeChange();
        return fs.delete(inner(path), recursive);
    }

    @Override
    public boolean mkdirs(Path path) throws IOException {
        beforeChange();
        return fs.mkdirs(inner(path));
    }

    @Override
    public boolean mkdirs(Path path, FsPermission permission) throws IOException {
        beforeChange();
        return fs.mkdirs(inner(path), permission);
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        beforeLook();
        return fs.open(inner(path), bufferSize);
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        beforeLook();
        return fs.listStatus(inner(path));
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        beforeLook();
        return fs.getFileStatus(inner(path));
    }

    @Override
    public boolean hasPathCapability(Path path, String capability) throws IOException {
        return fs.hasPathCapability(inner(path), capability);
    }
}
