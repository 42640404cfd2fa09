package io.kindling.trainer.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.network.ModelState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SafeTensorsTest {
    private static final float[] VALUES = {1f, -0f, Float.MIN_VALUE, 4f, 5f, 6f, 7f};

    private static byte[] file() {
        return SafeTensors.bytes(
                List.of(
                        new Tensor("0.weight", List.of(2, 3), VALUES, 0, 6),
                        new Tensor("0.bias", List.of(1), VALUES, 6, 1)),
                Map.of("format", "pt"));
    }

    @Test
    void writtenTensorsAreRead() {
        Map<String, Tensor> tensors = SafeTensors.read(file(), "model");
        assertThat(tensors.keySet()).containsExactly("0.weight", "0.bias");
        assertThat(tensors.get("0.weight").dimensions()).containsExactly(2, 3);
        assertThat(tensors.get("0.weight").values()).containsExactly(Arrays.copyOf(VALUES, 6));
        assertThat(tensors.get("0.bias").values()).containsExactly(7f);
    }

    /** The layout of the format specification: length, JSON, little-endian values. */
    @Test
    void bytesMatchTheFormat() {
        byte[] bytes = SafeTensors.bytes(List.of(new Tensor("a", List.of(1), new float[] {1f}, 0, 1)), Map.of());
        String header = new String(bytes, 8, bytes[0], StandardCharsets.UTF_8);
        assertThat(header.trim())
                .isEqualTo("{\"__metadata__\":{},\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}");
        assertThat(Arrays.copyOfRange(bytes, bytes.length - 4, bytes.length)).containsExactly(0, 0, 0x80, 0x3f);
    }

    /** A flipped bit in the values cannot be detected here; the checksum of the manifest detects it. */
    @Test
    void corruptFilesGiveTheDocumentedErrorOrValidTensors() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = file();
            int edits = 1 + random.nextInt(3);
            for (int e = 0; e < edits; e++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(3) == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            }
            try {
                SafeTensors.read(bytes, "model");
            } catch (StorageException e) {
                assertThat(e).hasMessageStartingWith("Cannot read model: ");
            }
        }
    }

    @Test
    void truncationIsAnErrorAtEveryLength() {
        byte[] bytes = file();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> SafeTensors.read(cut, "model")).isInstanceOf(StorageException.class);
        }
    }

    @Test
    void digestIsOfParametersThenBuffers() {
        String digest = new ModelState(new float[] {1f}, new float[] {2f}).digest();
        assertThat(digest).isEqualTo(Digest.ofBytes(new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0x40}));
    }

    private static byte[] file(String header, int dataBytes) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + json.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }

    @Test
    void duplicateNamesAreErrors() {
        String entry = "\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}";
        assertThatThrownBy(() -> SafeTensors.read(file("{" + entry + "," + entry + "}", 4), "model"))
                .isInstanceOf(StorageException.class)
                .hasMessage("Cannot read model: the header is not JSON: Duplicate field 'a';"
                        + " it is corrupt or not a safetensors file");
    }

    @Test
    void aHeaderIsOneObject() {
        assertThatThrownBy(() -> SafeTensors.read(file("{} {\"a\":1}", 0), "model"))
                .isInstanceOf(StorageException.class)
                .hasMessageStartingWith("Cannot read model: the header is not JSON: Trailing token");
    }

    @Test
    void aTooLongHeaderIsNotParsed() {
        assertThatThrownBy(() -> SafeTensors.read(file("{}" + " ".repeat(100_000_000), 0), "model"))
                .isInstanceOf(StorageException.class)
                .hasMessage("Cannot read model: a header of 100000002 bytes, above 100000000;"
                        + " it is corrupt or not a safetensors file");
    }

    @Test
    void messagesAreShortForAnyHeader() {
        String shape = "[" + "7,".repeat(100_000) + "-1]";
        String long1 = "{\"a\":{\"dtype\":\"F32\",\"shape\":" + shape + ",\"data_offsets\":[0,4]}}";
        String long2 = "{\"" + "n".repeat(100_000) + "\":{\"dtype\":\"" + "t".repeat(100_000) + "\"}}";
        for (String header : List.of(long1, long2)) {
            assertThatThrownBy(() -> SafeTensors.read(file(header, 4), "model"))
                    .isInstanceOf(StorageException.class)
                    .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
        }
    }
}
