package io.kindling.driver.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.data.column.ColumnRule;
import io.kindling.driver.data.sql.SqlExpression;
import io.kindling.driver.redaction.Masked;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.config.RecordWriter;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.format.Digest;
import io.kindling.trainer.layer.LayerSpec;
import io.kindling.trainer.training.BatchingConfig;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All settings that determine the trained bits, without secrets and the number of epochs. A run can resume from a
 * checkpoint only if both identities are equal. The location of the data is not included; the digest of the data is
 * compared instead.
 */
public final class RunIdentity {
    private static final List<String> PLACES = List.of("source", "validation", "test", "prepared");
    private static final List<String> WITHOUT_EFFECT = List.of("epochs", "aggregationDepth", "checkpoint", "resume");
    private static final String EXPRESSIONS = "data.expressions.";
    private static final String NOT_SET = "not set";
    private static final List<String> UNSET = List.of(NOT_SET, "[]", "{}");
    private static final List<String> COMBINED = List.of("shards", "batchSize", "gradientAccumulation");

    private final ObjectNode tree;

    private RunIdentity(ObjectNode tree) {
        this.tree = tree;
    }

    /**
     * Returns the identity of a configuration.
     *
     * @param configuration all sections, resolved
     * @param batching batching of its training section
     */
    public static RunIdentity of(JsonNode configuration, BatchingConfig batching) {
        RunIdentity identity = withPlaces(configuration, batching);
        ((ObjectNode) identity.tree.path("data")).remove(PLACES);
        return identity;
    }

    /** Like {@link #of}, with the locations of the data. It identifies runs whose data is not available. */
    public static RunIdentity withPlaces(JsonNode configuration, BatchingConfig batching) {
        ObjectNode tree = configuration.deepCopy();
        tree.remove(List.of("output", "tracking", "registry"));
        ((ObjectNode) tree.path("data")).remove("missingPaths");
        ObjectNode training = (ObjectNode) tree.path("training");
        training.remove(WITHOUT_EFFECT);
        training.remove(COMBINED);
        training.put("batchSize * gradientAccumulation", batching.examplesPerStep());
        training.put("shards", batching.shardsOrDerived());
        return new RunIdentity(tree);
    }

    /**
     * Reads a stored identity. Rules and layers are written as this version writes them, with the defaults of newer keys,
     * so that a run of an earlier version can be resumed.
     */
    static RunIdentity stored(ObjectNode tree) {
        ObjectNode completed = tree.deepCopy();
        rewrite(completed.path("data"), "columns", Rules.class);
        rewrite(completed.path("network"), "layers", Layers.class);
        return new RunIdentity(completed);
    }

    /** Replaces a list in a section by the same list as this version writes it. */
    private static <T extends Record> void rewrite(JsonNode section, String key, Class<T> type) {
        if (section instanceof ObjectNode object && object.has(key)) {
            ObjectNode list = JsonNodeFactory.instance.objectNode();
            list.set(key, object.get(key));
            T read = RecordReader.read(list, type, "the stored run");
            object.set(key, RecordWriter.write(read, type).get(key));
        }
    }

    private record Rules(List<ColumnRule> columns) {}

    private record Layers(List<LayerSpec> layers) {}

    /** The identity as JSON for storage. */
    ObjectNode json() {
        return tree.deepCopy();
    }

    /** SHA-256 digest of the identity. */
    public String digest() {
        return Digest.ofBytes(leaves(tree).toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The differences to an earlier identity, such as {@code training.seed is 2, was 1}; empty if both are equal. A
     * redacted value equals any value. An empty list or map equals a key that is not set, because older runs do not
     * have the key. Expressions are compared after parsing, so formatting does not matter.
     */
    public List<String> differences(RunIdentity before) {
        Map<String, String> now = leaves(tree);
        Map<String, String> then = leaves(before.tree);
        Map<String, String> all = new TreeMap<>(then);
        all.putAll(now);
        List<String> differences = new ArrayList<>();
        for (String key : all.keySet()) {
            String is = now.getOrDefault(key, NOT_SET);
            String was = then.getOrDefault(key, NOT_SET);
            boolean unset = UNSET.containsAll(List.of(is, was));
            if (!unset && !Masked.isSame(is, was) && !isSameExpression(key, is, was)) {
                differences.add(key + " is " + is + ", was " + was);
            }
        }
        return differences;
    }

    private static boolean isSameExpression(String key, String is, String was) {
        return key.startsWith(EXPRESSIONS)
                && !List.of(is, was).contains(NOT_SET)
                && SqlExpression.same(text(is), text(was));
    }

    private static String text(String json) {
        return ConfigText.parseValue(json, "an expression").asText();
    }

    /**
     * Checks that the identities are equal.
     *
     * @param folder folder of the stored identity, for messages
     * @throws ConfigurationException with each difference
     */
    public void requireSame(RunIdentity before, String folder) {
        List<String> differences = differences(before);
        if (!differences.isEmpty()) {
            throw new ConfigurationException("Cannot resume from " + folder + ": " + String.join("; ", differences)
                    + "; restore the setting, set another --output, or start over with training.resume=never");
        }
    }

    /** The values by path. Numbers are compared by value, not by notation. */
    private static Map<String, String> leaves(JsonNode node) {
        Map<String, String> leaves = new TreeMap<>();
        collect("", node, leaves);
        return leaves;
    }

    private static void collect(String path, JsonNode node, Map<String, String> leaves) {
        if (node.isObject() && !node.isEmpty()) {
            node.properties().forEach(entry -> collect(join(path, entry.getKey()), entry.getValue(), leaves));
        } else if (node.isArray() && !node.isEmpty()) {
            for (int i = 0; i < node.size(); i++) {
                collect(join(path, Integer.toString(i)), node.get(i), leaves);
            }
        } else {
            boolean decimal = node.isNumber() && !node.isIntegralNumber();
            JsonNode plain = decimal ? JsonNodeFactory.instance.numberNode(node.doubleValue()) : node;
            leaves.put(path, plain.toString());
        }
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
