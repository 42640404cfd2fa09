package io.kindling.driver.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.config.RecordWriter;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A record in a small JSON file with its own checksum, so that an incomplete file is never accepted. */
public final class CheckedRecord {
    /** Maximum size of a file in bytes. */
    public static final int MAX_BYTES = 1 << 20;

    private static final String RECORD = "record";
    private static final String SHA256 = "sha256";

    private CheckedRecord() {}

    /**
     * Returns the content of a record's file.
     *
     * @throws ConfigurationException if its texts are too long
     */
    public static <T> byte[] bytes(T value, Class<T> type) {
        JsonNode tree = RecordWriter.write(value, type);
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set(RECORD, tree);
        json.put(SHA256, digest(tree));
        byte[] bytes = ConfigText.json(json).getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            throw new ConfigurationException(
                    "Cannot write a record: " + bytes.length + " bytes; its texts must fit into " + MAX_BYTES);
        }
        return bytes;
    }

    /**
     * Reads the record of a file.
     *
     * @throws StorageException if the file is missing, incomplete or changed
     */
    public static <T> T read(Folder folder, String name, Class<T> type) {
        String source = folder.location() + "/" + name;
        return parse(folder.read(name, MAX_BYTES), type, source)
                .orElseThrow(() -> new StorageException("Cannot read " + source + ": it is cut short or damaged"));
    }

    /** Parses a record. Returns empty if the bytes are incomplete or changed. */
    public static <T> Optional<T> parse(byte[] bytes, Class<T> type, String source) {
        try {
            JsonNode json = ConfigText.parse(new String(bytes, StandardCharsets.UTF_8), source);
            T value = RecordReader.read(json.path(RECORD), type, source);
            // The checksum covers the record written again, because parsing may change the form of a number.
            boolean intact = digest(RecordWriter.write(value, type))
                    .equals(json.path(SHA256).asText());
            return intact ? Optional.of(value) : Optional.empty();
        } catch (ConfigurationException e) {
            return Optional.empty();
        }
    }

    private static String digest(JsonNode tree) {
        return Digest.ofBytes(ConfigText.json(tree).getBytes(StandardCharsets.UTF_8));
    }
}
