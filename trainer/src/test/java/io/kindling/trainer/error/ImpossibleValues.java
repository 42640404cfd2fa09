package io.kindling.trainer.error;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Contract of configuration records: the constructor rejects an invalid number and names it. */
public final class ImpossibleValues {
    private ImpossibleValues() {}

    /** Sets each number of a valid record to -1, and each double also to non-finite values, one at a time. */
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
