package io.kindling.driver.checkpoint;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The local disk under the scheme {@code faulty}, with a fault at a given byte. It counts the bytes written to all
 * files whose path contains {@link #WHERE}. From byte {@link #AT} on, {@link #FAULT} occurs {@link #TIMES} times; after
 * that, writes succeed.
 */
public final class FaultyFileSystem extends FilterFileSystem {
    public static final String SCHEME = "faulty";
    public static final String FAULT = "faulty.fault";
    public static final String WHERE = "faulty.where";
    public static final String AT = "faulty.at";
    public static final String TIMES = "faulty.times";

    /**
     * Another file system to wrap, such as {@code hdfs://host:port/}. The default is the local disk without Hadoop's
     * checksums.
     */
    public static final String INNER = "faulty.inner";

    /** Printed on stdout when {@link Fault#HANGS} occurs. */
    public static final String HERE = "HERE";

    /** Kinds of faults. */
    public enum Fault {
        /** A write prints {@link #HERE} on stdout and blocks, for a process that is then killed. */
        HANGS,
        /** A write throws. */
        FULL,
        /** A write runs the action of {@link #calling} and continues. */
        CALLS,
        /** Bytes are silently dropped. */
        TRUNCATED,
        /** A file cannot be created. */
        REFUSED,
        /** A file cannot be created because another writer has created it, but it does not exist when looked up. */
        TAKEN,
        /** A file cannot be created because a class of the file system is missing. */
        UNLINKED
    }

    private static final Map<String, Runnable> CALLED = new ConcurrentHashMap<>();

    private final AtomicLong written = new AtomicLong();
    private final AtomicLong struck = new AtomicLong();

    public FaultyFileSystem() {
        super(new RawLocalFileSystem());
    }

    /** Creates a configuration with one fault. Its file system starts counting from 0. */
    public static Configuration with(Fault fault, String where, long at, long times) {
        Configuration hadoop = new Configuration();
        install(hadoop, fault, where, at, times);
        return hadoop;
    }

    /** Sets the fault in a configuration. */
    public static void install(Configuration hadoop, Fault fault, String where, long at, long times) {
        hadoop.set("fs." + SCHEME + ".impl", FaultyFileSystem.class.getName());
        hadoop.setBoolean("fs." + SCHEME + ".impl.disable.cache", true);
        hadoop.setEnum(FAULT, fault);
        hadoop.set(WHERE, where);
        hadoop.setLong(AT, at);
        hadoop.setLong(TIMES, times);
    }

    /** Sets the action of {@link Fault#CALLS} at paths that contain a text. */
    public static void calling(String where, Runnable called) {
        CALLED.put(where, called);
    }

    /** The location of a local folder in this file system. */
    public static String location(java.nio.file.Path folder) {
        return SCHEME + "://" + folder.toAbsolutePath();
    }

    @Override
    public void initialize(URI name, Configuration conf) throws IOException {
        String inner = conf.get(INNER, "");
        if (inner.isEmpty()) {
            fs.initialize(URI.create("file:///"), conf);
        } else {
            fs = FileSystem.get(URI.create(inner), conf);
        }
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

    /** The wrapped file system requires its own scheme. */
    private Path inner(Path path) {
        return fs.makeQualified(new Path(path.toUri().getPath()));
    }

    @Override
    protected void checkPath(Path path) {
        // Paths with this scheme, or without a scheme, are local paths.
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
        boolean hit = path.toString().contains(getConf().get(WHERE, ""));
        if (hit && atCreation() && written.get() >= getConf().getLong(AT, 0) && strikes()) {
            switch (fault()) {
                case UNLINKED -> throw new NoClassDefFoundError("injected");
                case TAKEN -> throw new FileAlreadyExistsException("injected: file exists");
                default -> throw new IOException("injected: cannot create file");
            }
        }
        FSDataOutputStream out =
                fs.create(inner(path), permission, overwrite, bufferSize, replication, blockSize, progress);
        return hit ? new FSDataOutputStream(new Faulty(out), null) : out;
    }

    /** Prints {@link #HERE} and waits to be killed. */
    public static void hang() {
        System.out.println(HERE);
        System.out.flush();
        while (true) {
            LockSupport.park();
        }
    }

    private boolean atCreation() {
        return fault() == Fault.REFUSED || fault() == Fault.TAKEN || fault() == Fault.UNLINKED;
    }

    private Fault fault() {
        return getConf().getEnum(FAULT, Fault.FULL);
    }

    private boolean strikes() {
        return struck.getAndIncrement() < getConf().getLong(TIMES, Long.MAX_VALUE);
    }

    /** Kinds of faults that occurred. */
    public long struck() {
        return Math.min(struck.get(), getConf().getLong(TIMES, Long.MAX_VALUE));
    }

    private final class Faulty extends FilterOutputStream {
        private boolean broken;

        Faulty(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            long before = written.getAndAdd(length);
            long at = getConf().getLong(AT, 0);
            if (!broken && !atCreation() && before + length > at && strikes()) {
                broken = true;
            }
            if (!broken) {
                out.write(bytes, offset, length);
                return;
            }
            if (fault() == Fault.CALLS) {
                broken = false;
                CALLED.get(getConf().get(WHERE)).run();
                out.write(bytes, offset, length);
                return;
            }
            out.write(bytes, offset, (int) Math.max(0, Math.min(length, at - before)));
            if (fault() == Fault.HANGS) {
                out.flush();
                hang();
            }
            if (fault() == Fault.FULL) {
                throw new IOException("injected: no space left on device");
            }
        }
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        return fs.open(inner(path), bufferSize);
    }

    @Override
    public boolean hasPathCapability(Path path, String capability) throws IOException {
        return fs.hasPathCapability(inner(path), capability);
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        return fs.delete(inner(path), recursive);
    }

    @Override
    public boolean mkdirs(Path path) throws IOException {
        return fs.mkdirs(inner(path));
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        return fs.rename(inner(from), inner(to));
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        return fs.listStatus(inner(path));
    }

    @Override
    public boolean mkdirs(Path path, FsPermission permission) throws IOException {
        return fs.mkdirs(inner(path), permission);
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        return fs.getFileStatus(inner(path));
    }
}
