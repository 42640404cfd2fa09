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
 * A file with one JSON object per line, written to storage as early as the file system allows. It is rewritten from its
 * first line, because an object store cannot append. Failed storage does not end the training: the lines are kept in
 * memory and written again at the end.
 */
public final class JsonLines implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Folder folder;
    private final String name;
    private final Consumer<String> warnings;
    private final List<String> lines;
    private final FolderOutput out;
    private boolean complete = true;

    /**
     * Starts a new file.
     *
     * @param before its first lines
     * @param warnings receives the first failed write
     */
    public JsonLines(Folder folder, String name, List<String> before, Consumer<String> warnings) {
        this.folder = folder;
        this.name = name;
        this.warnings = warnings;
        this.lines = new ArrayList<>(before);
        this.out = folder.create(name);
        publish(String.join("", lines));
    }

    /** Returns an object as a line, including the line break. */
    public static String line(JsonNode object) {
        try {
            return JSON.writeValueAsString(object) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Parses the objects of a file. Ignores an incomplete last line.
     *
     * @param source of the bytes, for error messages
     * @throws StorageException if another line is not an object
     */
    public static List<JsonNode> parse(byte[] bytes, String source) {
        List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        List<JsonNode> objects = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            try {
                JsonNode object = JSON.readTree(lines.get(i));
                if (!object.isObject()) {
                    throw new StorageException("Cannot read " + source + ": line " + (i + 1) + " is not a JSON object");
                }
                objects.add(object);
            } catch (JsonProcessingException e) {
                if (i < lines.size() - 1) {
                    throw new StorageException("Cannot read " + source + ": line " + (i + 1) + " is not JSON", e);
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
        if (!complete) {
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
        if (complete) {
            complete = false;
            warnings.accept("Cannot write " + folder.location() + "/" + name + ": " + e.getMessage()
                    + "; training continues; its lines are written at the end");
        }
    }

    /** Returns all lines so far, including the first ones. */
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
     * Closes the file and retries a failed write. Returns the complete file.
     *
     * @throws StorageException if the write fails again
     */
    public synchronized byte[] finish() {
        close();
        byte[] bytes = String.join("", lines).getBytes(StandardCharsets.UTF_8);
        if (!complete) {
            folder.write(name, bytes);
            complete = true;
        }
        return bytes;
    }
}
