package io.kindling.trainer.error;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A contract of configuration records: a number that makes no sense is refused when the record is made, by name. */
public final class ImpossibleValues {
    private ImpossibleValues() {}

    /** Puts -1, and for a double also what is not finite, into each number of a valid record, one at a time. */
    public static void areRefused(Record valid) throws ReflectiveOperationException {
        RecordComponent[] components = valid.getClass().getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Constructor<?> constructor = valid.getClass().getDeclaredConstructor(types);
        for (int i = 0; i < components.length; i++) {
            for (Object bad : impossible(types[i])) {
                Object[] values = values(valid, components);
                values[i] = bad;
                assertThatThrownBy(() -> constructor.newInstance(values))
                        .as("%s with %s = %s", valid, components[i].getName(), bad)
                        .cause()
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageMatching("Invalid \\w+\\." + components[i].getName() + ": .* \\(.*\\)");
            }
        }
    }

    private static List<Object> impossible(Class<?> type) {
        if (type == double.class) {
            return List.of(-1.0, Double.NaN, Double.POSITIVE_INFINITY);
        }
        return type == int.class ? List.of(-1) : List.of();
    }

    private static Object[] values(Record valid, RecordComponent[] components) throws ReflectiveOperationException {
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : components) {
            values.add(component.getAccessor().invoke(valid));
        }
        return values.toArray();
    }
}
