package io.kindling.driver.storage;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.StreamCapabilities;

/** A file that is being written. Where Hadoop reports a local disk that fails, or is full, by an {@link Error} of its own, this throws the exception within. */
public final class FolderOutput extends OutputStream {
    private final FSDataOutputStream out;
    private Operation inPlace;

    FolderOutput(FSDataOutputStream out) {
        this(out, () -> {});
    }

    /**
     * A file that comes into its place later.
     *
     * @param inPlace puts it there; called once: when the file is first published, if it can be read before it is closed, or else when it was closed
     */
    FolderOutput(FSDataOutputStream out, Operation inPlace) {
        this.out = out;
        this.inPlace = inPlace;
    }

    /** Something that is done with the file. */
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

    /** Makes what was written visible to readers, where the file system can. */
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

    /** Makes what was written outlast a crash, where the file system can. */
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
