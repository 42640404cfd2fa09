package io.kindling.trainer.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import io.kindling.trainer.error.ConfigurationException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Binds a tree to configuration records. Strict: an unknown or missing key, a wrong type, or a value that a record
 * rejects is an error that names the key and the source.
 *
 * <ul>
 *   <li>A record is a map by component name. The parameters of its shortest public constructor are required; that
 *       constructor sets the defaults of the others. A record with a public constructor of one parameter can be written
 *       as that value: {@code linear: 128}.
 *   <li>A sealed interface is a choice: a map with one key, {@code linear: {outFeatures: 128}}, or only the name if no
 *       key is required, {@code relu}. Names are the decapitalized record names; case, {@code _} and {@code -} are
 *       ignored.
 *   <li>Components are int, long, double, float, boolean, String, enums, records, sealed interfaces, and List, Map by
 *       String, and Optional of those. An absent or null Optional is empty. A component whose default is null can be
 *       null; other components cannot.
 * </ul>
 */
public final class RecordReader {
    /** Cache of reflection results: a list can have hundreds of thousands of elements of one type. */
    private final Map<Class<?>, RecordType> types = new HashMap<>();

    /** The names of each choice, once a tree. */
    private final Map<Class<?>, Choices> choices = new HashMap<>();

    private RecordReader() {}

    /**
     * Reads a record or a choice.
     *
     * @param type a record type, or a sealed interface of records
     * @param source name of the tree in errors, such as its path
     * @throws ConfigurationException naming the full key and the source
     */
    public static <T> T read(JsonNode tree, Class<T> type, String source) {
        return type.cast(new RecordReader().value(tree, type, ConfigPath.root(source)));
    }

    private Object value(JsonNode node, Type type, ConfigPath place) {
        if (type instanceof ParameterizedType parameterized) {
            return container(node, parameterized, place);
        }
        Class<?> plain = Scalars.unboxed((Class<?>) type);
        if (Choices.isChoice(plain)) {
            return choice(node, plain, place);
        }
        if (plain.isRecord()) {
            return record(node, plain, place);
        }
        if (Scalars.isScalar(plain)) {
            return Scalars.read(node, plain, place);
        }
        throw unsupported(type);
    }

    private Object container(JsonNode node, ParameterizedType type, ConfigPath place) {
        Type[] of = type.getActualTypeArguments();
        if (type.getRawType() == Optional.class) {
            return node.isNull() ? Optional.empty() : Optional.of(value(node, of[0], place));
        }
        if (type.getRawType() == List.class) {
            if (!node.isArray()) {
                throw place.invalid(node, "must be " + describe(type));
            }
            List<Object> list = new ArrayList<>();
            for (JsonNode element : node) {
                list.add(value(element, of[0], place.at(list.size())));
            }
            return Collections.unmodifiableList(list);
        }
        if (type.getRawType() == Map.class && of[0] == String.class) {
            if (!node.isObject()) {
                throw place.invalid(node, "must be " + describe(type));
            }
            Map<String, Object> map = new LinkedHashMap<>();
            node.properties()
                    .forEach(
                            entry -> map.put(entry.getKey(), value(entry.getValue(), of[1], place.at(entry.getKey()))));
            return Collections.unmodifiableMap(map);
        }
        throw unsupported(type);
    }

    private Object choice(JsonNode node, Class<?> sealed, ConfigPath place) {
        return choice(node, choices.computeIfAbsent(sealed, Choices::of), place);
    }

    private Object choice(JsonNode node, Choices choices, ConfigPath place) {
        if (node.isTextual()) {
            String name = node.textValue();
            Class<?> type = choices.find(name).orElseThrow(() -> place.invalid(node, whyNot(name, choices.names())));
            return record(NullNode.instance, type, place.at(name));
        }
        if (!node.isObject() || node.size() != 1) {
            String one = node.isObject() ? "must have exactly one key: " : "must be one of ";
            throw place.invalid(node, one + String.join(", ", choices.names()));
        }
        String name = node.fieldNames().next();
        ConfigPath chosen = place.at(name);
        Class<?> type = choices.find(name).orElseThrow(() -> chosen.unknown(name, choices.names()));
        return record(node.get(name), type, chosen);
    }

    private static String whyNot(String name, Collection<String> names) {
        return NearestName.of(name, names)
                .map(nearest -> "did you mean " + nearest + "?")
                .orElse("must be one of " + String.join(", ", names));
    }

    private Object record(JsonNode node, Class<?> type, ConfigPath place) {
        RecordType recordType = types.computeIfAbsent(type, RecordType::of);
        if (node.isObject()) {
            return fromMap(node, recordType, place);
        }
        if (node.isNull()) {
            return fromMap(JsonNodeFactory.instance.objectNode(), recordType, place);
        }
        RecordType.Shorthand shorthand =
                recordType.shorthand(node).orElseThrow(() -> place.invalid(node, "must be " + describe(type)));
        Object argument = value(node, shorthand.type(), place);
        return placed(() -> shorthand.create(argument), place);
    }

    private Object fromMap(JsonNode node, RecordType type, ConfigPath place) {
        Map<String, Type> components = type.components();
        node.fieldNames().forEachRemaining(key -> {
            if (!components.containsKey(key)) {
                throw place.at(key).unknown(key, components.keySet());
            }
        });
        for (String name : type.required()) {
            if (!node.has(name)) {
                throw place.at(name).missing(describe(components.get(name)));
            }
        }
        Map<String, Object> given = new LinkedHashMap<>();
        components.forEach((name, component) -> {
            boolean mayBeNull = !type.required().contains(name) && !isOptional(component);
            if (node.has(name) && !(mayBeNull && node.get(name).isNull())) {
                given.put(name, value(node.get(name), component, place.at(name)));
            }
        });
        Object record = placed(() -> type.create(given), place);
        type.values(record).forEach((name, value) -> {
            if (node.has(name) && !given.containsKey(name) && value != null) {
                throw place.at(name).invalid(node.get(name), "must be " + describe(components.get(name)));
            }
        });
        return record;
    }

    private static boolean isOptional(Type type) {
        return type instanceof ParameterizedType parameterized && parameterized.getRawType() == Optional.class;
    }

    private static Object placed(Supplier<Object> constructor, ConfigPath place) {
        try {
            return constructor.get();
        } catch (ConfigurationException | IllegalArgumentException | ArithmeticException e) {
            throw place.refused(e);
        }
    }

    private static String describe(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return parameterized.getRawType() == List.class ? "a list" : "a map";
        }
        Class<?> plain = (Class<?>) type;
        if (Choices.isChoice(plain)) {
            return "one of " + String.join(", ", Choices.of(plain).names());
        }
        if (plain.isRecord()) {
            Collection<String> keys = RecordType.of(plain).components().keySet();
            return keys.isEmpty() ? "left empty" : "a map with the keys " + String.join(", ", keys);
        }
        return Scalars.describe(Scalars.unboxed(plain));
    }

    private static IllegalStateException unsupported(Type type) {
        return new IllegalStateException(type.getTypeName() + " cannot be configured");
    }
}
