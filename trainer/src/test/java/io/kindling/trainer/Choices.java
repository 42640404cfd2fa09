package io.kindling.trainer;

import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The records that a sealed interface permits, for tests of all of them. */
public final class Choices {
    private Choices() {}

    /** Returns all permitted records, including those of sealed subinterfaces. */
    public static List<Class<?>> of(Class<?> choice) {
        if (!choice.isSealed()) {
            return List.of(choice);
        }
        List<Class<?>> records = new ArrayList<>();
        for (Class<?> permitted : choice.getPermittedSubclasses()) {
            records.addAll(of(permitted));
        }
        return records;
    }

    /**
     * Returns one instance of each permitted record with a no-argument constructor, and the given instances.
     *
     * @throws AssertionError if a permitted record has no instance
     */
    public static <T> List<T> instances(Class<T> choice, List<T> given) {
        List<T> instances = new ArrayList<>(given);
        for (Class<?> permitted : of(choice)) {
            for (Constructor<?> constructor : permitted.getConstructors()) {
                if (constructor.getParameterCount() == 0) {
                    instances.add(choice.cast(instance(constructor)));
                }
            }
        }
        Set<Class<?>> missing = new HashSet<>(of(choice));
        missing.removeAll(instances.stream().map(Object::getClass).collect(Collectors.toSet()));
        if (!missing.isEmpty()) {
            throw new AssertionError("Add an instance of " + missing + " to this test");
        }
        return instances;
    }

    private static Object instance(Constructor<?> constructor) {
        try {
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
