package io.kindling.jobs.reference;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.trainer.config.RecordWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The keys of a configuration record and their defaults, found with two instances that set only required keys. */
final class RecordDefaults {
    private static final int FIRST = 2;
    private static final int SECOND = 5;

    private RecordDefaults() {}

    /** Sample texts: a name, and an address or a query for records that require one. */
    private static final List<String> TEXTS = List.of("text", "http://text", "SELECT 1");

    /** Each key with its default as flow YAML; empty for a key that is required. */
    static Map<String, Optional<String>> of(Class<?> record) {
        Constructor<?> shortest = shortest(record);
        Set<String> required =
                Arrays.stream(shortest.getParameters()).map(Parameter::getName).collect(Collectors.toSet());
        JsonNode first = RecordWriter.write(sample(record, FIRST), asObject(record));
        JsonNode second = RecordWriter.write(sample(record, SECOND), asObject(record));
        Map<String, Optional<String>> defaults = new LinkedHashMap<>();
        for (RecordComponent component : Keys.of(record)) {
            String name = component.getName();
            if (required.contains(name)) {
                defaults.put(name, Optional.empty());
            } else if (first.get(name).equals(second.get(name))) {
                defaults.put(name, Optional.of(FlowYaml.text(first.get(name))));
            } else {
                String source = required.stream()
                        .filter(other -> first.get(other).equals(first.get(name))
                                && second.get(other).equals(second.get(name)))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(record + " derives " + name + " from what is required"));
                defaults.put(name, Optional.of(source));
            }
        }
        return defaults;
    }

    @SuppressWarnings("unchecked")
    private static Class<Object> asObject(Class<?> record) {
        return (Class<Object>) record;
    }

    private static Constructor<?> shortest(Class<?> record) {
        Map<String, Type> components = Keys.of(record).stream()
                .collect(Collectors.toMap(RecordComponent::getName, RecordComponent::getGenericType));
        return Arrays.stream(record.getConstructors())
                .filter(constructor -> Arrays.stream(constructor.getParameters())
                        .allMatch(p -> p.getParameterizedType().equals(components.get(p.getName()))))
                .min(Comparator.comparingInt(Constructor::getParameterCount))
                .orElseThrow();
    }

    private static Object sample(Class<?> record, int number) {
        Constructor<?> shortest = shortest(record);
        ReflectiveOperationException refused = null;
        for (String text : TEXTS) {
            Object[] arguments = Arrays.stream(shortest.getGenericParameterTypes())
                    .map(type -> value(type, number, text))
                    .toArray();
            try {
                return shortest.newInstance(arguments);
            } catch (ReflectiveOperationException e) {
                refused = e;
            }
        }
        throw new LinkageError(record + " takes no sample values", refused);
    }

    private static Object value(Type type, int number, String text) {
        if (type instanceof ParameterizedType list) {
            return List.of(value(list.getActualTypeArguments()[0], number, text));
        }
        Class<?> plain = (Class<?>) type;
        if (plain == int.class || plain == Integer.class) {
            return number;
        }
        if (plain == long.class) {
            return (long) number;
        }
        if (plain == double.class || plain == Double.class) {
            return 1.0 / number;
        }
        if (plain == float.class) {
            return 1.0f / number;
        }
        if (plain == boolean.class) {
            return true;
        }
        if (plain == String.class) {
            return text;
        }
        if (plain.isEnum()) {
            return plain.getEnumConstants()[0];
        }
        return sample(plain.isSealed() ? SealedChoices.records(plain).get(0) : plain, number);
    }
}
