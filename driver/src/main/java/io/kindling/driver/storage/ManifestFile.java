package io.kindling.driver.storage;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.trainer.checkpoint.Manifest;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.config.RecordWriter;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.StorageException;
import java.nio.charset.StandardCharsets;

/** The manifest of a folder: written last, read first. */
public final class ManifestFile {
    private ManifestFile() {}

    /** Writes it; from now on the folder is whole. */
    public static void write(Folder folder, Manifest manifest) {
        JsonNode json = RecordWriter.write(manifest, Manifest.class);
        folder.write(Manifest.FILE, ConfigText.json(json).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads it.
     *
     * @param what the folder should hold, for messages: {@code model}
     * @throws StorageException if there is none, or if it is damaged or of another format
     */
    public static Manifest read(Folder folder, String what) {
        if (!folder.has(Manifest.FILE)) {
            throw new StorageException("Cannot read " + what + ": " + folder.location() + "; it has no " + Manifest.FILE
                    + ", so nothing was written there or the writing did not end");
        }
        String source = folder.location() + "/" + Manifest.FILE;
        Manifest manifest = json(folder.read(Manifest.FILE), Manifest.class, source);
        if (manifest.format() != Manifest.FORMAT) {
            throw new StorageException("Cannot read " + source + ": it has format " + manifest.format()
                    + "; this version reads format " + Manifest.FORMAT);
        }
        return manifest;
    }

    /**
     * Reads a file of the folder, no more of it than the manifest says.
     *
     * @throws StorageException if the file is missing, or not the one that the manifest lists
     */
    public static byte[] verified(Folder folder, Manifest manifest, String name) {
        Manifest.Entry entry = manifest.entry(name, folder.location());
        long length = folder.length(name);
        if (length != entry.length()) {
            throw new StorageException("Cannot read " + folder.location() + "/" + name + ": it has " + length
                    + " bytes, its manifest says " + entry.length());
        }
        byte[] bytes = folder.read(name);
        manifest.verify(name, bytes, folder.location());
        return bytes;
    }

    /**
     * A record from the JSON that a folder holds.
     *
     * @throws StorageException if it cannot be read as such
     */
    public static <T> T json(byte[] bytes, Class<T> type, String source) {
        JsonNode json;
        try {
            json = ConfigText.parse(new String(bytes, StandardCharsets.UTF_8), source);
        } catch (ConfigurationException e) {
            throw new StorageException("Cannot read " + source + ": it is no JSON, so it was cut short or damaged", e);
        }
        try {
            return RecordReader.read(json, type, source);
        } catch (ConfigurationException e) {
            throw new StorageException("Cannot read " + source + ": " + e.getMessage(), e);
        }
    }
}
