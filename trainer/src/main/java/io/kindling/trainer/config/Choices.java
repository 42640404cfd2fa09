package io.kindling.trainer.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The records that a sealed interface permits, including those of nested sealed interfaces, by their names in a
 * configuration.
 */
final class Choices {
    private final Map<String, Class<?>> byPlainName = new LinkedHashMap<>();
    private final Map<String, Class<?>> byName = new LinkedHashMap<>();

    private Choices() {}

    static boolean isChoice(Class<?> type) {
        return type.isInterface() && type.isSealed();
    }

    static Choices of(Class<?> sealed) {
        Choices choices = new Choices();
        choices.collect(sealed);
        return choices;
    }

    private void collect(Class<?> sealed) {
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            if (isChoice(permitted)) {
                collect(permitted);
                continue;
            }
            if (!permitted.isRecord()) {
                throw new IllegalStateException(permitted + " cannot be configured: it is not a record");
            }
            Class<?> other = byPlainName.put(NearestName.plain(nameOf(permitted)), permitted);
            if (other != null && other != permitted) {
                throw new IllegalStateException(permitted + " and " + other + " have the same name");
            }
            byName.put(nameOf(permitted), permitted);
        }
    }

    /** The {@link ConfigName} of the record, or else its decapitalized name: {@code batchNorm1d}. */
    static String nameOf(Class<?> record) {
        ConfigName given = record.getAnnotation(ConfigName.class);
        if (given != null) {
            return given.value();
        }
        String name = record.getSimpleName();
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    Optional<Class<?>> find(String name) {
        return Optional.ofNullable(byPlainName.get(NearestName.plain(name)));
    }

    Collection<String> names() {
        return byName.keySet();
    }
}
