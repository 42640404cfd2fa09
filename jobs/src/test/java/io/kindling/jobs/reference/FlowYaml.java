package io.kindling.jobs.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Writes a value as one line of YAML. */
final class FlowYaml {
    private static final Set<String> AXES = Set.of("height", "width");
    private static final BigDecimal LARGEST_PLAIN = new BigDecimal("100000");
    private static final BigDecimal SMALLEST_PLAIN = new BigDecimal("0.001");

    private FlowYaml() {}

    static String text(JsonNode value) {
        List<String> parts = new ArrayList<>();
        if (value.isObject()) {
            Set<String> keys = new TreeSet<>();
            value.fieldNames().forEachRemaining(keys::add);
            if (keys.equals(AXES) && value.get("height").equals(value.get("width"))) {
                return text(value.get("height"));
            }
            value.properties().forEach(entry -> parts.add(entry.getKey() + ": " + text(entry.getValue())));
            return "{" + String.join(", ", parts) + "}";
        }
        if (value.isArray()) {
            value.forEach(element -> parts.add(text(element)));
            return "[" + String.join(", ", parts) + "]";
        }
        if (value.isNumber()) {
            return number(value.decimalValue().stripTrailingZeros());
        }
        return value.isTextual() && !value.textValue().matches("\\w+") ? value.toString() : value.asText();
    }

    /** Writes small and large numbers in scientific notation: {@code 1e-8}. */
    private static String number(BigDecimal number) {
        BigDecimal size = number.abs();
        boolean plain = size.compareTo(SMALLEST_PLAIN) >= 0 && size.compareTo(LARGEST_PLAIN) < 0;
        if (number.signum() == 0 || plain) {
            return number.toPlainString();
        }
        int exponent = number.precision() - number.scale() - 1;
        return number.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
    }
}
