package io.kindling.trainer.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
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
import java.util.stream.Stream;

/**
 * Metadata of a configuration record, derived from its constructors. The parameters of the shortest public constructor
 * whose parameters are all components are required; that constructor sets the defaults of the other components. An
 * {@link Optional} is never required. A public constructor of one parameter is the shorthand: its argument can replace
 * the map.
 *
 * <p>An {@link Inline} component is replaced by its own components, so a record can group components and keep its keys
 * flat.
 */
final class RecordType {
    private final Class<?> type;
    private final Map<String, RecordComponent> components = new LinkedHashMap<>();
    private final Map<String, RecordType> inlined = new LinkedHashMap<>();
    private final Map<String, Type> types = new LinkedHashMap<>();
    private final List<String> required;
    private final Constructor<?> canonical;
    private final Constructor<?> shortest;

    private RecordType(Class<?> type) {
        this.type = type;
        for (RecordComponent component : type.getRecordComponents()) {
            components.put(component.getName(), component);
            if (component.isAnnotationPresent(Inline.class)) {
                RecordType group = RecordType.of(component.getType());
                inlined.put(component.getName(), group);
                group.types.forEach(this::add);
            } else {
                add(component.getName(), component.getGenericType());
            }
        }
        canonical = canonical(type);
        shortest = Arrays.stream(type.getConstructors())
                .filter(c -> Arrays.stream(c.getParameters()).allMatch(this::isComponent))
                .min(Comparator.comparingInt(Constructor::getParameterCount))
                .orElse(canonical);
        canonical.setAccessible(true);
        shortest.setAccessible(true);
        required = Arrays.stream(shortest.getParameters())
                .filter(parameter -> parameter.getType() != Optional.class)
                .map(Parameter::getName)
                .flatMap(name -> inlined.containsKey(name) ? inlined.get(name).required.stream() : Stream.of(name))
                .toList();
    }

    static RecordType of(Class<?> type) {
        return new RecordType(type);
    }

    private void add(String name, Type component) {
        if (types.put(name, component) != null) {
            throw new IllegalStateException(type + " has two components named " + name);
        }
    }

    private static Constructor<?> canonical(Class<?> type) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean isComponent(Parameter parameter) {
        return parameter.getParameterizedType().equals(types.get(parameter.getName()));
    }

    /** Names and types of the components, in order. */
    Map<String, Type> components() {
        return types;
    }

    /** Names of the components without a default. */
    List<String> required() {
        return required;
    }

    /**
     * Returns the one-parameter constructor for a value. If there are several, a list value prefers a list parameter,
     * and a component parameter is preferred over others.
     */
    Optional<Shorthand> shorthand(JsonNode value) {
        List<Shorthand> all = Arrays.stream(type.getConstructors())
                .filter(c -> c.getParameterCount() == 1)
                .map(c -> new Shorthand(c, isComponent(c.getParameters()[0])))
                .sorted(Comparator.comparing(shorthand -> !shorthand.ofComponent()))
                .toList();
        return all.stream()
                .filter(shorthand -> isList(shorthand.type()) == value.isArray())
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    private static boolean isList(Type type) {
        return type instanceof ParameterizedType parameterized && parameterized.getRawType() == List.class;
    }

    /**
     * Creates a record from the given components and the defaults of the others. Throws the exceptions of the
     * constructor.
     *
     * @param given component values by name, including all required components
     */
    Object create(Map<String, Object> given) {
        if (given.size() == types.size() || shortest.equals(canonical)) {
            return construct(given);
        }
        Map<String, Object> all = values(construct(shortest, arguments(shortest, given)));
        all.putAll(given);
        return construct(all);
    }

    /** Creates a record with its canonical constructor. Inlined records get their defaults for absent values. */
    private Object construct(Map<String, Object> all) {
        Map<String, Object> own = new LinkedHashMap<>(all);
        inlined.forEach((name, group) -> {
            Map<String, Object> given = new LinkedHashMap<>(all);
            given.keySet().retainAll(group.types.keySet());
            own.put(name, group.create(given));
        });
        return construct(canonical, arguments(canonical, own));
    }

    /** Returns the component values by name, in order. */
    Map<String, Object> values(Object record) {
        Map<String, Object> values = new LinkedHashMap<>();
        components.forEach((name, component) -> {
            Object value = value(component, record);
            if (inlined.containsKey(name)) {
                values.putAll(inlined.get(name).values(value));
            } else {
                values.put(name, value);
            }
        });
        return values;
    }

    private static Object value(RecordComponent component, Object record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        } catch (InvocationTargetException e) {
            throw thrown(e);
        }
    }

    private static Object[] arguments(Constructor<?> constructor, Map<String, Object> values) {
        return Arrays.stream(constructor.getParameters())
                .map(parameter -> values.getOrDefault(parameter.getName(), Optional.empty()))
                .toArray();
    }

    private static Object construct(Constructor<?> constructor, Object... arguments) {
        try {
            return constructor.newInstance(arguments);
        } catch (InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException(e);
        } catch (InvocationTargetException e) {
            throw thrown(e);
        }
    }

    private static RuntimeException thrown(InvocationTargetException e) {
        if (e.getCause() instanceof RuntimeException cause) {
            return cause;
        }
        return new IllegalStateException(e.getCause());
    }

    /**
     * A constructor that creates the record from one value.
     *
     * @param ofComponent whether the value is a component of the record
     */
    record Shorthand(Constructor<?> constructor, boolean ofComponent) {
        String name() {
            return constructor.getParameters()[0].getName();
        }

        Type type() {
            return constructor.getGenericParameterTypes()[0];
        }

        Object create(Object argument) {
            constructor.setAccessible(true);
            return construct(constructor, argument);
        }
    }
}
