package io.kindling.driver.ml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.redaction.SecretText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * Class, uid and params of a stage in MLlib's format: one line of JSON in a file of the folder {@code metadata}. MLlib
 * reads the class of each pipeline stage from it and calls the static {@code read()} of the class.
 */
final class StageMetadata {
    private static final String FOLDER = "metadata";
    private static final String FILE = "part-00000";
    private static final String SET = "paramMap";
    private static final String DEFAULT = "defaultParamMap";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode json;
    private final String source;

    private StageMetadata(JsonNode json, String source) {
        this.json = json;
        this.source = source;
    }

    static void write(Params stage, Folder folder, String sparkVersion) {
        ObjectNode line = JSON.createObjectNode();
        line.put("class", stage.getClass().getName());
        line.put("timestamp", System.currentTimeMillis());
        line.put("sparkVersion", sparkVersion);
        line.put("uid", stage.uid());
        ObjectNode set = line.putObject(SET);
        ObjectNode defaults = line.putObject(DEFAULT);
        try {
            for (Param<?> param : stage.params()) {
                if (stage.isSet(param)) {
                    set.set(param.name(), encoded(param, stage.get(param).get()));
                }
                if (stage.hasDefault(param)) {
                    defaults.set(
                            param.name(), encoded(param, stage.getDefault(param).get()));
                }
            }
            String text = JSON.writeValueAsString(line) + "\n";
            folder.folder(FOLDER).write(FILE, text.getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new StorageException("Cannot write " + folder.location() + ": " + e.getOriginalMessage(), e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> JsonNode encoded(Param<T> param, Object value) throws JsonProcessingException {
        JsonNode json = JSON.readTree(param.jsonEncode((T) value));
        // Only text params are or contain paths, such as the checkpoint folder.
        return json.isTextual() ? TextNode.valueOf(SecretText.maskValue(json.textValue())) : json;
    }

    /**
     * Reads the metadata of a stage.
     *
     * @throws StorageException if the metadata is missing or of another class
     */
    static StageMetadata read(Folder folder, Class<?> type) {
        String source = folder.location() + "/" + FOLDER + "/" + FILE;
        byte[] bytes = folder.folder(FOLDER).read(FILE);
        try {
            JsonNode json = JSON.readTree(bytes);
            String written = json.path("class").asText();
            if (!written.equals(type.getName())) {
                throw new StorageException(
                        "Cannot read " + source + ": it has class " + written + ", expected " + type.getName());
            }
            return new StageMetadata(json, source);
        } catch (IOException e) {
            throw new StorageException("Cannot read " + source + ": it is not JSON", e);
        }
    }

    String uid() {
        return json.path("uid").asText();
    }

    /** Sets the saved params, and the defaults of the version that saved them. */
    void setParams(Params stage) {
        json.path(DEFAULT).properties().forEach(entry -> {
            Param<Object> param = param(stage, entry.getKey());
            stage.setDefault(param, param.jsonDecode(entry.getValue().toString()));
        });
        json.path(SET).properties().forEach(entry -> {
            Param<Object> param = param(stage, entry.getKey());
            stage.set(param, param.jsonDecode(entry.getValue().toString()));
        });
    }

    private Param<Object> param(Params stage, String name) {
        if (!stage.hasParam(name)) {
            throw new StorageException(
                    "Cannot read " + source + ": unknown param " + name + "; another version wrote it");
        }
        return stage.getParam(name);
    }
}
