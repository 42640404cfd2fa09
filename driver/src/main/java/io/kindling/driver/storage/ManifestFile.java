package io.kindling.driver.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.config.RecordWriter;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Manifest;
import java.nio.charset.StandardCharsets;

/** Reads and writes the manifest of a folder, which is written last and read first. */
public final class ManifestFile {
    /** Maximum size of a manifest in bytes, about 400,000 files. */
    private static final int MAX_BYTES = 1 << 26;

    private ManifestFile() {}

    /**
     * Writes the manifest, which completes the folder.
     *
     * @throws StorageException also if the manifest is larger than the maximum
     */
    public static void write(Folder folder, Manifest manifest) {
        JsonNode json = RecordWriter.write(manifest, Manifest.class);
        byte[] bytes = ConfigText.json(json).getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_BYTES) {
            throw new StorageException("Cannot write " + folder.location() + "/" + Manifest.FILE + ": " + bytes.length
                    + " bytes; it must be at most " + MAX_BYTES + "; write fewer files");
        }
        folder.write(Manifest.FILE, bytes);
    }

    /**
     * Reads the manifest.
     *
     * @param what the expected content of the folder, for error messages: {@code model}
     * @throws StorageException if it is missing, damaged or of another format
     */
    public static Manifest read(Folder folder, String what) {
        if (!folder.has(Manifest.FILE)) {
            throw new StorageException("Cannot read " + what + ": " + folder.location() + "; it has no " + Manifest.FILE
                    + ", so nothing was written there or the writing did not end");
        }
        String source = folder.location() + "/" + Manifest.FILE;
        Manifest manifest = json(folder.read(Manifest.FILE, MAX_BYTES), Manifest.class, source);
        if (manifest.format() != Manifest.FORMAT) {
            throw new StorageException("Cannot read " + source + ": it has format " + manifest.format()
                    + "; this version reads format " + Manifest.FORMAT);
        }
        return manifest;
    }

    /**
     * Reads a file of the folder, and no more bytes than the manifest lists.
     *
     * @throws StorageException if the file is missing, or differs from the manifest
     */
    public static byte[] verified(Folder folder, Manifest manifest, String name) {
        Manifest.Entry entry = manifest.entry(name, folder.location());
        long length = folder.length(name);
        if (length != entry.length()) {
            throw new StorageException("Cannot read " + folder.location() + "/" + name + ": it has " + length
                    + " bytes, but the manifest lists " + entry.length());
        }
        byte[] bytes = folder.read(name);
        manifest.verify(name, bytes, folder.location());
        return bytes;
    }

    /**
     * Parses a record from the JSON of a stored file.
     *
     * @throws StorageException if it cannot be parsed
     */
    public static <T> T json(byte[] bytes, Class<T> type, String source) {
        return record(tree(bytes, source), type, source);
    }

    /**
     * Parses the tree of a stored JSON or YAML file.
     *
     * @throws StorageException if it cannot be parsed
     */
    public static ObjectNode tree(byte[] bytes, String source) {
        try {
            return ConfigText.parse(new String(bytes, StandardCharsets.UTF_8), source);
        } catch (ConfigurationException e) {
            throw new StorageException("Cannot read " + source + ": it was cut short or damaged; " + e.getMessage(), e);
        }
    }

    /**
     * Converts a stored tree to a record.
     *
     * @throws StorageException if it cannot be converted
     */
    public static <T> T record(JsonNode tree, Class<T> type, String source) {
        try {
            return RecordReader.read(tree, type, source);
        } catch (ConfigurationException e) {
            throw new StorageException("Cannot read " + source + ": " + e.getMessage(), e);
        }
    }
}
