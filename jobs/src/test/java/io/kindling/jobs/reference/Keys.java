package io.kindling.jobs.reference;

import io.kindling.trainer.config.Inline;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The components of a configuration record as keys, with inlined components. */
final class Keys {
    private Keys() {}

    static List<RecordComponent> of(Class<?> record) {
        return Arrays.stream(record.getRecordComponents())
                .flatMap(component -> component.isAnnotationPresent(Inline.class)
                        ? of(component.getType()).stream()
                        : Stream.of(component))
                .toList();
    }
}
