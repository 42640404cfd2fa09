package io.kindling.jobs.reference;

import io.kindling.trainer.config.ConfigName;
import java.util.ArrayList;
import java.util.List;

/** The records that a sealed interface permits, through nested ones. */
final class SealedChoices {
    private SealedChoices() {}

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

    /** The name in a configuration: from the annotation, or the decapitalized record name. */
    static String nameOf(Class<?> record) {
        ConfigName given = record.getAnnotation(ConfigName.class);
        if (given != null) {
            return given.value();
        }
        String name = record.getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
