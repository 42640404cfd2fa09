package io.kindling.driver.data.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.kindling.driver.data.block.ExampleShape;
import io.kindling.driver.fuzz.Untrusted;
import io.kindling.trainer.data.Block;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.hadoop.fs.PositionedReadable;

/**
 * Reads a file of examples with replaced bytes. Each three bytes of input replace one byte; a remaining byte truncates
 * the file.
 */
final class BlockFuzzTest {
    private static final int ROWS = 7;
    private static final ExampleShape SHAPE = new ExampleShape(3, 1, true);

    @FuzzTest
    void block(byte[] input) throws IOException {
        BlockFile layout = new BlockFile(ROWS, SHAPE, 2);
        Block written = SHAPE.block(ROWS);
        for (int i = 0; i < written.features().length; i++) {
            written.features()[i] = i;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        layout.write(written, out);
        byte[] original = out.toByteArray();
        byte[] changed = changed(original, input);
        Untrusted.read(changed.length, 64, () -> {
            Block read = SHAPE.block(ROWS);
            try {
                layout.read(new Bytes(changed), "x.block", 0, ROWS, read, 0);
            } catch (EOFException e) {
                assertThat(changed).hasSizeLessThan(original.length);
                return;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            assertThat(changed).isEqualTo(original);
        });
    }

    private static byte[] changed(byte[] original, byte[] input) {
        byte[] bytes = original.clone();
        for (int i = 0; i + 2 < input.length; i += 3) {
            int at = ((input[i] & 0xFF) << 8 | (input[i + 1] & 0xFF)) % bytes.length;
            bytes[at] = input[i + 2];
        }
        int rest = input.length % 3;
        return rest == 0 ? bytes : Arrays.copyOf(bytes, (input[input.length - 1] & 0xFF) % bytes.length);
    }

    private static final class Bytes implements PositionedReadable {
        private final byte[] bytes;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read(long position, byte[] buffer, int offset, int length) {
            int n = (int) Math.min(length, bytes.length - position);
            if (n <= 0) {
                return -1;
            }
            System.arraycopy(bytes, (int) position, buffer, offset, n);
            return n;
        }

        @Override
        public void readFully(long position, byte[] buffer, int offset, int length) throws IOException {
            if (read(position, buffer, offset, length) < length) {
                throw new EOFException();
            }
        }

        @Override
        public void readFully(long position, byte[] buffer) throws IOException {
            readFully(position, buffer, 0, buffer.length);
        }
    }
}
