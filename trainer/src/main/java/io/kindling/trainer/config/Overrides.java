package io.kindling.trainer.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.Excerpt;
import io.kindling.trainer.redaction.SecretText;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Applies {@code key=value} assignments of a command line to a configuration tree. The key is the path as shown in
 * errors, with an index for a list element ({@code network.layers.0.linear.outFeatures}); the value is YAML. Shorthands
 * are expanded, so {@code linear: 128} can be given a bias. The name of another choice replaces the current choice.
 * Keys of the current choice can omit its name: {@code optimizer.learningRate}.
 */
public final class Overrides {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern KEY = Pattern.compile("\\s*([A-Za-z][A-Za-z0-9]*)(?:\\.[A-Za-z0-9_.-]*)?");

    private Overrides() {}

    /**
     * Returns a copy of the tree with the assignments applied in order. Unknown keys are set too; the reader rejects
     * them.
     *
     * @param type type of the configuration
     * @throws ConfigurationException if an assignment is not {@code key=value} or an index is out of range
     */
    public static ObjectNode apply(ObjectNode tree, List<String> assignments, Class<?> type) {
        ObjectNode result = tree.deepCopy();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            List<String> keys = equals < 0
                    ? List.of("")
                    : List.of(assignment.substring(0, equals).strip().split("\\.", -1));
            if (keys.stream().anyMatch(String::isBlank)) {
                throw new ConfigurationException(
                        "Cannot set a key: " + shown(assignment, type) + "; use key=value, such as training.epochs=5");
            }
            if (keys.size() > ConfigText.MAX_DEPTH) {
                throw new ConfigurationException(
                        "Cannot set a key: " + Excerpt.of(shown(assignment, type)) + "; it has " + keys.size()
                                + " parts, but the maximum nesting depth is " + ConfigText.MAX_DEPTH);
            }
            JsonNode value = ConfigText.parseYaml(assignment.substring(equals + 1), "--set " + String.join(".", keys));
            result = (ObjectNode) new Overrides.Path(keys).set(result, type, 0, value);
        }
        return result;
    }

    /**
     * The part of an invalid assignment to show: the text if it starts with the name of a section. Other text may be a
     * secret and is masked.
     */
    private static String shown(String assignment, Class<?> type) {
        Matcher key = KEY.matcher(assignment);
        boolean known = key.lookingAt() && RecordType.of(type).components().containsKey(key.group(1));
        if (!known) {
            return assignment.startsWith("=") ? "=" + SecretText.MASK : SecretText.MASK;
        }
        return key.end() == assignment.length() ? assignment : key.group() + SecretText.MASK;
    }

    /** Path of one assignment in the tree. A missing node is null; an unknown type is Object. */
    private record Path(List<String> keys) {

        JsonNode set(JsonNode node, Type type, int depth, JsonNode value) {
            if (depth == keys.size()) {
                return value;
            }
            if (type instanceof ParameterizedType parameterized) {
                Type[] of = parameterized.getActualTypeArguments();
                if (parameterized.getRawType() == Optional.class) {
                    return set(node, of[0], depth, value);
                }
                return parameterized.getRawType() == List.class
                        ? setElement(node, of[0], depth, value)
                        : setKey(mapOf(node), of[1], depth, value);
            }
            Class<?> plain = (Class<?>) type;
            if (Choices.isChoice(plain)) {
                return setChoice(node, Choices.of(plain), depth, value);
            }
            if (plain.isRecord()) {
                RecordType recordType = RecordType.of(plain);
                Type component = recordType.components().getOrDefault(keys.get(depth), Object.class);
                return setKey(writtenOut(node, plain, recordType), component, depth, value);
            }
            return setKey(mapOf(node), Object.class, depth, value);
        }

        private JsonNode setKey(ObjectNode map, Type type, int depth, JsonNode value) {
            String key = keys.get(depth);
            return map.set(key, set(map.get(key), type, depth + 1, value));
        }

        private JsonNode setElement(JsonNode node, Type type, int depth, JsonNode value) {
            ArrayNode array = node instanceof ArrayNode present ? present : NODES.arrayNode();
            String key = keys.get(depth);
            int index = key.matches("\\d{1,9}") ? Integer.parseInt(key) : Integer.MAX_VALUE;
            if (index > array.size()) {
                throw new ConfigurationException("Cannot set an element of "
                        + String.join(".", keys.subList(0, depth)) + ": " + key + "; valid indices are 0 to "
                        + (array.size() - 1) + ", or " + array.size() + " to append");
            }
            JsonNode element = set(array.get(index), type, depth + 1, value);
            if (index < array.size()) {
                array.set(index, element);
            } else {
                array.add(element);
            }
            return array;
        }

        private JsonNode setChoice(JsonNode node, Choices choices, int depth, JsonNode value) {
            ObjectNode map =
                    node != null && node.isTextual() ? NODES.objectNode().putNull(node.textValue()) : mapOf(node);
            Optional<Map.Entry<String, JsonNode>> present = map.size() == 1
                    ? map.properties().stream()
                            .filter(entry -> choices.find(entry.getKey()).isPresent())
                            .findFirst()
                    : Optional.empty();
            Optional<Class<?>> named = choices.find(keys.get(depth));
            if (named.isPresent()) {
                JsonNode of = present.filter(
                                entry -> choices.find(entry.getKey()).equals(named))
                        .map(Map.Entry::getValue)
                        .orElse(null);
                return NODES.objectNode().set(keys.get(depth), set(of, named.get(), depth + 1, value));
            }
            if (present.isPresent()) {
                String name = present.get().getKey();
                Class<?> type = choices.find(name).orElseThrow();
                return NODES.objectNode().set(name, set(present.get().getValue(), type, depth, value));
            }
            return setKey(map, Object.class, depth, value);
        }

        /** Expands the shorthand of a record to a map. */
        private static ObjectNode writtenOut(JsonNode node, Class<?> type, RecordType recordType) {
            boolean shorthand = node != null && !node.isNull() && !node.isObject();
            Optional<RecordType.Shorthand> constructor = shorthand ? recordType.shorthand(node) : Optional.empty();
            if (constructor.isEmpty()) {
                return mapOf(node);
            }
            if (constructor.get().ofComponent()) {
                return NODES.objectNode().set(constructor.get().name(), node);
            }
            return (ObjectNode) RecordWriter.tree(RecordReader.read(node, type, "--set"), type);
        }

        private static ObjectNode mapOf(JsonNode node) {
            return node instanceof ObjectNode map ? map : NODES.objectNode();
        }
    }
}
