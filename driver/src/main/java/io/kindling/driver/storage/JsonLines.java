package io.kindling.driver.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.trainer.error.StorageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A file of one JSON object a line, on storage as soon as the file system allows. It is written anew from its first line, for an object store cannot append. Storage that fails ends
 * no training: the lines are kept, and written again at the end.
 */
public final class JsonLines implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Folder folder;
    private final String name;
    private final Consumer<String> warnings;
    private final List<String> lines;
    private final FolderOutput out;
    private boolean whole = true;

    /**
     * Begins the file anew.
     *
     * @param before its first lines
     * @param warnings told once of what could not be written
     */
    public JsonLines(Folder folder, String name, List<String> before, Consumer<String> warnings) {
        this.folder = folder;
        this.name = name;
        this.warnings = warnings;
        this.lines = new ArrayList<>(before);
        this.out = folder.create(name);
        publish(String.join("", lines));
    }

    /** An object as a line, with its end. */
    public static String line(JsonNode object) {
        try {
            return JSON.writeValueAsString(object) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The objects of a file; a last line that was not written to its end is left out.
     *
     * @param source what the bytes come from, for messages
     * @throws StorageException if another line is no object
     */
    public static List<JsonNode> parse(byte[] bytes, String source) {
        List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        List<JsonNode> objects = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            try {
                JsonNode object = JSON.readTree(lines.get(i));
                if (!object.isObject()) {
                    throw new StorageException("Cannot read " + source + ": line " + (i + 1) + " is no JSON object");
                }
                objects.add(object);
            } catch (JsonProcessingException e) {
                if (i < lines.size() - 1) {
                    throw new StorageException("Cannot read " + source + ": line " + (i + 1) + " is no JSON", e);
                }
            }
        }
        return objects;
    }

    /** Adds a line. */
    public synchronized void append(JsonNode object) {
        String text = line(object);
        lines.add(text);
        publish(text);
    }

    private void publish(String text) {
        if (!whole) {
            return;
        }
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.publish();
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(IOException e) {
        if (whole) {
            whole = false;
            warnings.accept("Cannot write " + folder.location() + "/" + name + ": " + e.getMessage()
                    + "; training goes on, its lines are written at the end");
        }
    }

    /** All lines so far, those before included. */
    public synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            failed(e);
        }
    }

    /**
     * Closes the file, and writes again what failed before. Returns all of it.
     *
     * @throws StorageException if it fails again
     */
    public synchronized byte[] finish() {
        close();
        byte[] bytes = String.join("", lines).getBytes(StandardCharsets.UTF_8);
        if (!whole) {
            folder.write(name, bytes);
            whole = true;
        }
        return bytes;
    }
}
