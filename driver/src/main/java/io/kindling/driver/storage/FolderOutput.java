package io.kindling.driver.storage;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * A file that is being written. If a local disk fails or is full, Hadoop throws its own {@link Error}; this class
 * throws the exception inside it.
 */
public final class FolderOutput extends OutputStream {
    private final FSDataOutputStream out;
    private Operation inPlace;

    FolderOutput(FSDataOutputStream out) {
        this(out, () -> {});
    }

    /**
     * Creates a file that is moved into place later.
     *
     * @param inPlace moves the file; called once: at the first publish if readers can read it before it is closed, or
     * else after it is closed
     */
    FolderOutput(FSDataOutputStream out, Operation inPlace) {
        this.out = out;
        this.inPlace = inPlace;
    }

    /** An operation on the file. */
    interface Operation {
        void run() throws IOException;
    }

    private static void checked(Operation operation) throws IOException {
        try {
            operation.run();
        } catch (FSError e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void write(int value) throws IOException {
        checked(() -> out.write(value));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        checked(() -> out.write(bytes, offset, length));
    }

    @Override
    public void flush() throws IOException {
        checked(out::flush);
    }

    /** Makes the written bytes visible to readers, if the file system can. */
    public void publish() throws IOException {
        checked(out::hflush);
        if (out.hasCapability(StreamCapabilities.HSYNC)) {
            putInPlace();
        }
    }

    private void putInPlace() throws IOException {
        Operation last = inPlace;
        inPlace = () -> {};
        checked(last);
    }

    /** Makes the written bytes survive a crash, if the file system can. */
    void persist() throws IOException {
        if (out.hasCapability(StreamCapabilities.HSYNC)) {
            checked(out::hsync);
        }
    }

    @Override
    public void close() throws IOException {
        checked(out::close);
        putInPlace();
    }
}
