package io.kindling.driver.tracking;

import io.kindling.driver.storage.FolderOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Writes an event file of TensorBoard: TFRecords that hold {@code Event} messages in protobuf encoding. Implements only
 * the fields for scalars: {@code Event} has wall_time = 1, step = 2, file_version = 3 and summary = 5; {@code Summary}
 * has value = 1; {@code Value} has tag = 1 and simple_value = 2.
 */
final class EventFile implements AutoCloseable {
    private static final int MASK = 0xa282ead8;
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;

    private final FolderOutput out;

    /** Starts the file with the version event. */
    EventFile(FolderOutput out, double wallTime) throws IOException {
        this.out = out;
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        fixed64(event, 1, wallTime);
        bytes(event, 3, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
        record(event.toByteArray());
    }

    /** Adds the values of one step. */
    void add(double wallTime, long step, Map<String, Double> scalars) throws IOException {
        ByteArrayOutputStream summary = new ByteArrayOutputStream();
        for (Map.Entry<String, Double> scalar : scalars.entrySet()) {
            ByteArrayOutputStream value = new ByteArrayOutputStream();
            bytes(value, 1, scalar.getKey().getBytes(StandardCharsets.UTF_8));
            fixed32(value, 2, scalar.getValue().floatValue());
            bytes(summary, 1, value.toByteArray());
        }
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        fixed64(event, 1, wallTime);
        key(event, 2, VARINT);
        varint(event, step);
        bytes(event, 5, summary.toByteArray());
        record(event.toByteArray());
    }

    /** Makes the written events visible to readers. */
    void publish() throws IOException {
        out.publish();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private void record(byte[] data) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(Long.BYTES + Integer.BYTES + data.length + Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(data.length);
        record.putInt(maskedChecksum(record.array(), Long.BYTES));
        record.put(data);
        record.putInt(maskedChecksum(data, data.length));
        out.write(record.array());
    }

    /** Returns the masked CRC-32C: rotated right by 15 bits, plus a constant. */
    static int maskedChecksum(byte[] bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, length);
        return Integer.rotateRight((int) checksum.getValue(), 15) + MASK;
    }

    private static void key(ByteArrayOutputStream message, int field, int type) {
        varint(message, ((long) field << 3) | type);
    }

    private static void varint(ByteArrayOutputStream message, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            message.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        message.write((int) rest);
    }

    private static void bytes(ByteArrayOutputStream message, int field, byte[] value) {
        key(message, field, BYTES);
        varint(message, value.length);
        message.writeBytes(value);
    }

    private static void fixed64(ByteArrayOutputStream message, int field, double value) {
        key(message, field, FIXED_64);
        message.writeBytes(ByteBuffer.allocate(Double.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putDouble(value)
                .array());
    }

    private static void fixed32(ByteArrayOutputStream message, int field, float value) {
        key(message, field, FIXED_32);
        message.writeBytes(ByteBuffer.allocate(Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(value)
                .array());
    }
}
