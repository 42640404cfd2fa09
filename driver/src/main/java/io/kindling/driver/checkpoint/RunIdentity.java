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
 * Everything but secrets of a configuration that the bits of a training depend on, but the number of epochs: a training may go on from the checkpoint of another only if both are equal in this. Where
 * the data lies is no part of it; the data's digest speaks for it.
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
     * The identity of what a configuration trains.
     *
     * @param configuration all sections, resolved
     * @param batching of its training section
     */
    public static RunIdentity of(JsonNode configuration, BatchingConfig batching) {
        RunIdentity identity = withPlaces(configuration, batching);
        ((ObjectNode) identity.tree.path("data")).remove(PLACES);
        return identity;
    }

    /** As {@link #of}, with the places of the data: what a run is known by whose data is not at hand. */
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

    /** As a tree, to be stored. */
    ObjectNode json() {
        return tree.deepCopy();
    }

    /** SHA-256 of all of it. */
    public String digest() {
        return Digest.ofBytes(leaves(tree).toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * What differs in the other, as {@code training.seed is 2, was 1}; empty when both are the same. A mask is the same as anything, and an empty list or map the same as
     * a key that is not set: an older run does not have it. Two expressions are the same where they differ only in how they are written.
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
     * Refuses to go on as another training.
     *
     * @param folder of what was stored, for the message
     * @throws ConfigurationException showing each difference
     */
    public void requireSame(RunIdentity before, String folder) {
        List<String> differences = differences(before);
        if (!differences.isEmpty()) {
            throw new ConfigurationException("Cannot resume from " + folder + ": " + String.join("; ", differences)
                    + "; set it back, give another --output, or begin anew with training.resume=never");
        }
    }

    /** Each value by its path. Numbers are compared by what they are, not by how they were written. */
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
