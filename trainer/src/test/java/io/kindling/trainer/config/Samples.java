package io.kindling.trainer.config;

import io.kindling.trainer.error.ConfigurationException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** Creates instances of configuration records from common values. */
final class Samples {
    private static final int[] WHOLE = {1, 2, 3, 4, 8};
    private static final double[] REAL = {0.001, 0.25, 0.5, 1, 2, 10};
    private static final int ATTEMPTS = 1000;

    private Samples() {}

    /** One instance per constructor, the longest first. Fails if a constructor rejects all values. */
    static List<Object> of(Class<?> record) {
        Random random = new Random(1);
        return constructors(record).map(c -> construct(c, random)).toList();
    }

    private static Stream<Constructor<?>> constructors(Class<?> record) {
        return Arrays.stream(record.getDeclaredConstructors())
                .sorted(Comparator.comparing(constructor -> -constructor.getParameterCount()));
    }

    private static Object construct(Constructor<?> constructor, Random random) {
        constructor.setAccessible(true);
        ConfigurationException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Object[] arguments = Arrays.stream(constructor.getGenericParameterTypes())
                    .map(type -> value(type, random))
                    .toArray();
            try {
                return constructor.newInstance(arguments);
            } catch (InvocationTargetException e) {
                if (!(e.getCause() instanceof ConfigurationException refused)) {
                    throw new AssertionError(constructor.toString(), e.getCause());
                }
                last = refused;
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(constructor.toString(), e);
            }
        }
        throw new AssertionError("No sample values suit " + constructor, last);
    }

    private static Object value(Type type, Random random) {
        if (type instanceof ParameterizedType parameterized) {
            Type[] of = parameterized.getActualTypeArguments();
            if (parameterized.getRawType() == List.class) {
                return List.of(value(of[0], random), value(of[0], random));
            }
            Object value = value(of[of.length - 1], random);
            return parameterized.getRawType() == Map.class ? Map.of("a", value) : Optional.of(value);
        }
        Class<?> plain = Scalars.unboxed((Class<?>) type);
        if (plain == int.class) {
            return WHOLE[random.nextInt(WHOLE.length)];
        }
        if (plain == long.class) {
            return (long) WHOLE[random.nextInt(WHOLE.length)];
        }
        if (plain == double.class) {
            return REAL[random.nextInt(REAL.length)];
        }
        if (plain == float.class) {
            return (float) REAL[random.nextInt(REAL.length)];
        }
        if (plain == boolean.class) {
            return random.nextBoolean();
        }
        if (plain == String.class) {
            return random.nextBoolean() ? "text" : "100 iterations";
        }
        if (plain.isEnum()) {
            return plain.getEnumConstants()[random.nextInt(plain.getEnumConstants().length)];
        }
        Class<?> record = plain.isRecord() ? plain : records(plain).get(0);
        return construct(constructors(record).findFirst().orElseThrow(), random);
    }

    /** The records that a sealed interface permits, through nested ones. */
    static List<Class<?>> records(Class<?> sealed) {
        List<Class<?>> records = new ArrayList<>();
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            if (permitted.isSealed()) {
                records.addAll(records(permitted));
            } else {
                records.add(permitted);
            }
        }
        return records;
    }
}
