package io.kindling.trainer.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.trainer.error.Excerpt;
import io.kindling.trainer.error.StorageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The safetensors format (Hugging Face, 2022): 8 bytes of header length, a JSON header of names, types, shapes and
 * ranges, then the values, little-endian. PyTorch reads such a file with {@code safetensors.torch.load_file}. Writes
 * float32; reads the types of {@link Dtype} and converts them to float32.
 */
public final class SafeTensors {
    private static final int LENGTH_BYTES = 8;
    private static final int FLOATS_AT_ONCE = 1 << 14;

    /** Maximum header length in bytes, as in the reference implementation. */
    private static final int MAX_HEADER_BYTES = 100_000_000;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private SafeTensors() {}

    /** Writes the tensors in the given order, with {@code metadata} in the header. */
    public static void write(OutputStream out, List<Tensor> tensors, Map<String, String> metadata) throws IOException {
        out.write(header(tensors, metadata));
        ByteBuffer bytes = ByteBuffer.allocate(FLOATS_AT_ONCE * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (Tensor tensor : tensors) {
            for (int from = 0; from < tensor.length(); from += FLOATS_AT_ONCE) {
                int n = Math.min(FLOATS_AT_ONCE, tensor.length() - from);
                bytes.asFloatBuffer().put(tensor.values(), tensor.offset() + from, n);
                out.write(bytes.array(), 0, n * Float.BYTES);
            }
        }
    }

    /** Like {@link #write(OutputStream, List, Map)}, but returns bytes. */
    public static byte[] bytes(List<Tensor> tensors, Map<String, String> metadata) {
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            write(out, tensors, metadata);
            return out.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] header(List<Tensor> tensors, Map<String, String> metadata) throws JsonProcessingException {
        ObjectNode header = JSON.createObjectNode();
        ObjectNode free = header.putObject("__metadata__");
        metadata.forEach(free::put);
        long begin = 0;
        for (Tensor tensor : tensors) {
            ObjectNode entry = header.putObject(tensor.name());
            entry.put("dtype", "F32");
            ArrayNode shape = entry.putArray("shape");
            tensor.dimensions().forEach(shape::add);
            long end = begin + (long) tensor.length() * Float.BYTES;
            entry.putArray("data_offsets").add(begin).add(end);
            begin = end;
        }
        byte[] json = JSON.writeValueAsBytes(header);
        int padded = (json.length + 7) / 8 * 8;
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH_BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(padded).put(json);
        while (bytes.hasRemaining()) {
            bytes.put((byte) ' ');
        }
        return bytes.array();
    }

    /**
     * Reads all tensors of a file by name, in file order. Allocations are bounded by the length of the input.
     *
     * @param source name of the bytes, for messages
     * @throws StorageException if the file is invalid: a range outside the data, overlapping or missing ranges, a shape
     *     that does not match its range, an unsupported type
     */
    public static Map<String, Tensor> read(byte[] bytes, String source) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < LENGTH_BYTES) {
            throw damaged(source, bytes.length + " bytes are too few");
        }
        long headerLength = buffer.getLong();
        if (headerLength < 2 || headerLength > bytes.length - LENGTH_BYTES) {
            throw damaged(source, "a header of " + headerLength + " bytes in a file of " + bytes.length);
        }
        if (headerLength > MAX_HEADER_BYTES) {
            throw damaged(source, "a header of " + headerLength + " bytes, above " + MAX_HEADER_BYTES);
        }
        JsonNode header = parse(bytes, (int) headerLength, source);
        int dataStart = LENGTH_BYTES + (int) headerLength;
        long dataLength = bytes.length - (long) dataStart;
        List<Range> ranges = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : header.properties()) {
            if (!entry.getKey().equals("__metadata__")) {
                ranges.add(range(entry.getKey(), entry.getValue(), dataLength, source));
            }
        }
        ranges.sort((a, b) -> Long.compare(a.begin(), b.begin()));
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        long expected = 0;
        for (Range range : ranges) {
            if (range.begin() != expected) {
                throw damaged(
                        source, Excerpt.of(range.name()) + " begins at " + range.begin() + ", not at " + expected);
            }
            expected = range.end();
            float[] values = new float
                    [(int) ((range.end() - range.begin()) / range.dtype().bytes())];
            range.dtype().read(buffer.position(dataStart + (int) range.begin()), values);
            buffer.position(0);
            tensors.put(range.name(), new Tensor(range.name(), range.dimensions(), values, 0, values.length));
        }
        if (expected != dataLength) {
            throw damaged(source, dataLength + " bytes of data, but the header describes " + expected);
        }
        return tensors;
    }

    private record Range(String name, Dtype dtype, List<Integer> dimensions, long begin, long end) {}

    private static JsonNode parse(byte[] bytes, int length, String source) {
        try {
            JsonNode header = JSON.readTree(new String(bytes, LENGTH_BYTES, length, StandardCharsets.UTF_8));
            if (header == null || !header.isObject()) {
                throw damaged(source, "the header is not a JSON object");
            }
            return header;
        } catch (JsonProcessingException e) {
            throw damaged(source, "the header is not JSON: " + Excerpt.of(e.getOriginalMessage()));
        }
    }

    private static Range range(String name, JsonNode entry, long dataLength, String source) {
        Dtype dtype = Arrays.stream(Dtype.values())
                .filter(known -> known.name().equals(entry.path("dtype").asText()))
                .findFirst()
                .orElseThrow(() -> damaged(
                        source,
                        Excerpt.of(name) + " has dtype "
                                + Excerpt.of(entry.path("dtype").asText()) + ", not one of "
                                + Arrays.toString(Dtype.values())));
        JsonNode offsets = entry.path("data_offsets");
        if (!offsets.path(0).canConvertToLong() || !offsets.path(1).canConvertToLong() || offsets.size() != 2) {
            throw damaged(source, Excerpt.of(name) + " has data_offsets " + Excerpt.of(offsets.toString()));
        }
        long begin = offsets.get(0).asLong();
        long end = offsets.get(1).asLong();
        if (begin < 0 || end < begin || end > dataLength) {
            throw damaged(
                    source,
                    Excerpt.of(name) + " has data_offsets " + Excerpt.of(offsets.toString()) + " in " + dataLength
                            + " bytes");
        }
        List<Integer> dimensions = new ArrayList<>();
        long size = 1;
        JsonNode shape = entry.path("shape");
        for (JsonNode extent : shape) {
            if (!extent.isInt() || extent.asInt() < 0 || (size *= extent.asInt()) > dataLength) {
                throw damaged(source, Excerpt.of(name) + " has shape " + Excerpt.of(shape.toString()));
            }
            dimensions.add(extent.asInt());
        }
        if (!shape.isArray() || size * dtype.bytes() != end - begin) {
            throw damaged(
                    source,
                    Excerpt.of(name) + " has shape " + Excerpt.of(shape.toString()) + " in " + (end - begin)
                            + " bytes");
        }
        return new Range(name, dtype, dimensions, begin, end);
    }

    private static StorageException damaged(String source, String why) {
        return new StorageException("Cannot read " + source + ": " + why + "; it is corrupt or not a safetensors file");
    }
}
