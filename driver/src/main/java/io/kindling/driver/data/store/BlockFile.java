package io.kindling.driver.data.store;

import io.kindling.driver.data.block.ExampleShape;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.error.StorageException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.zip.CRC32C;
import org.apache.hadoop.fs.PositionedReadable;

/**
 * Layout of a file of examples, little-endian: a header (magic number, rows, features, targets, 1 if weighted else 0,
 * rows per segment, CRC-32C of the header), then segments. A segment holds the features of its rows, then the targets,
 * the weights and the CRC-32C of all of them. A range of rows is read and verified without reading the rest of the
 * file.
 *
 * @param rows number of rows
 * @param segmentRows rows per segment; the last segment can be shorter
 */
record BlockFile(int rows, ExampleShape shape, int segmentRows) implements Serializable {
    private static final int MAGIC = 0x31424B4B;
    private static final int HEADER_BYTES = 7 * Integer.BYTES;

    /** Returns the length of the file in bytes. */
    long length() {
        long segments = ((long) rows + segmentRows - 1) / segmentRows;
        return HEADER_BYTES + rows * rowBytes() + segments * Integer.BYTES;
    }

    private long rowBytes() {
        return (long) shape.values() * Float.BYTES;
    }

    /** Writes a block of {@link #rows} rows. */
    void write(Block block, OutputStream out) throws IOException {
        out.write(header());
        for (int from = 0; from < rows; from += segmentRows) {
            int n = Math.min(segmentRows, rows - from);
            byte[] bytes = new byte[segmentBytes(n)];
            ByteBuffer buffer = littleEndian(bytes);
            FloatBuffer values = buffer.asFloatBuffer();
            values.put(block.features(), from * shape.features(), n * shape.features());
            values.put(block.targets(), from * shape.targets(), n * shape.targets());
            if (shape.weighted()) {
                values.put(block.weights(), from, n);
            }
            buffer.putInt(bytes.length - Integer.BYTES, checksum(buffer));
            out.write(bytes);
        }
    }

    /**
     * Copies the rows {@code [from, to)} to a block under construction, starting at its row {@code at}.
     *
     * @param name name of the file, for errors
     * @throws StorageException if the header or a checksum does not match
     */
    void read(PositionedReadable in, String name, int from, int to, Block block, int at) throws IOException {
        byte[] header = new byte[HEADER_BYTES];
        in.readFully(0, header);
        if (!littleEndian(header).equals(littleEndian(header()))) {
            throw new StorageException(
                    "Cannot read " + name + ": the header does not match the prepared data; prepare the data again");
        }
        for (int segment = from / segmentRows; segment * segmentRows < to; segment++) {
            int first = segment * segmentRows;
            int n = Math.min(segmentRows, rows - first);
            byte[] bytes = new byte[segmentBytes(n)];
            in.readFully(HEADER_BYTES + first * rowBytes() + (long) segment * Integer.BYTES, bytes);
            ByteBuffer buffer = littleEndian(bytes);
            if (checksum(buffer) != buffer.getInt(bytes.length - Integer.BYTES)) {
                throw new StorageException("Cannot read " + name + ": the checksum of rows " + first + " to "
                        + (first + n - 1) + " does not match; prepare the data again");
            }
            int low = Math.max(from, first);
            int high = Math.min(to, first + n);
            copy(buffer.asFloatBuffer(), low - first, high - low, n, block, at + low - from);
        }
    }

    private void copy(FloatBuffer segment, int skip, int n, int segmentLength, Block block, int at) {
        int features = shape.features();
        int targets = shape.targets();
        segment.position(skip * features).get(block.features(), at * features, n * features);
        int targetsAt = segmentLength * features;
        segment.position(targetsAt + skip * targets).get(block.targets(), at * targets, n * targets);
        if (shape.weighted()) {
            segment.position(targetsAt + segmentLength * targets + skip).get(block.weights(), at, n);
        }
    }

    private int segmentBytes(int n) {
        return Math.toIntExact(n * rowBytes() + Integer.BYTES);
    }

    private byte[] header() {
        byte[] bytes = new byte[HEADER_BYTES];
        ByteBuffer header = littleEndian(bytes)
                .putInt(MAGIC)
                .putInt(rows)
                .putInt(shape.features())
                .putInt(shape.targets())
                .putInt(shape.weighted() ? 1 : 0)
                .putInt(segmentRows);
        header.putInt(checksum(header));
        return bytes;
    }

    /** Returns the CRC-32C of all bytes except the last four. */
    private static int checksum(ByteBuffer bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.duplicate().position(0).limit(bytes.capacity() - Integer.BYTES));
        return (int) checksum.getValue();
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
