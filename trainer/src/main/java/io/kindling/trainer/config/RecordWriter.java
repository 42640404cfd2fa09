package io.kindling.trainer.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes configuration records as a tree with every component, including defaults. {@link RecordReader} reads an equal
 * record from it.
 */
public final class RecordWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Cache of reflection results. */
    private final Map<Class<?>, RecordType> types = new HashMap<>();

    private RecordWriter() {}

    /**
     * Writes a record or a choice.
     *
     * @param type type to read it as; for a sealed interface, the record is wrapped in the name of its choice
     */
    public static <T> JsonNode write(T value, Class<T> type) {
        return tree(value, (Type) type);
    }

    static JsonNode tree(Object value, Type type) {
        return new RecordWriter().node(value, type);
    }

    private JsonNode node(Object value, Type type) {
        if (value == null) {
            return NODES.nullNode();
        }
        if (type instanceof ParameterizedType parameterized) {
            return container(value, parameterized.getActualTypeArguments());
        }
        Class<?> plain = (Class<?>) type;
        if (Choices.isChoice(plain)) {
            return choice(value);
        }
        return plain.isRecord() ? record(value) : scalar(value);
    }

    private JsonNode container(Object value, Type[] of) {
        if (value instanceof Optional<?> optional) {
            return optional.map(present -> node(present, of[0])).orElseGet(NODES::nullNode);
        }
        if (value instanceof List<?> list) {
            ArrayNode array = NODES.arrayNode();
            list.forEach(element -> array.add(node(element, of[0])));
            return array;
        }
        ObjectNode map = NODES.objectNode();
        ((Map<?, ?>) value).forEach((key, element) -> map.set((String) key, node(element, of[1])));
        return map;
    }

    private JsonNode choice(Object value) {
        String name = Choices.nameOf(value.getClass());
        JsonNode record = record(value);
        return record.isEmpty() ? NODES.textNode(name) : NODES.objectNode().set(name, record);
    }

    private JsonNode record(Object value) {
        RecordType type = types.computeIfAbsent(value.getClass(), RecordType::of);
        Map<String, Object> values = type.values(value);
        ObjectNode map = NODES.objectNode();
        type.components().forEach((name, component) -> map.set(name, node(values.get(name), component)));
        return map;
    }

    private static JsonNode scalar(Object value) {
        if (value instanceof Integer number) {
            return NODES.numberNode(number.intValue());
        }
        if (value instanceof Long number) {
            return NODES.numberNode(number.longValue());
        }
        if (value instanceof Double || value instanceof Float) {
            return NODES.numberNode(new BigDecimal(value.toString()));
        }
        if (value instanceof Boolean truth) {
            return NODES.booleanNode(truth);
        }
        return NODES.textNode(value instanceof Enum<?> constant ? Scalars.nameOf(constant) : value.toString());
    }
}
