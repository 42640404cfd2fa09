package io.kindling.trainer.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.invoke.MethodType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reads and writes numbers, booleans, strings and enum constants. */
final class Scalars {
    private static final int MAX_DIGITS = 19;

    private Scalars() {}

    /** Returns the primitive type of a boxed type; other types unchanged. */
    static Class<?> unboxed(Class<?> type) {
        return MethodType.methodType(type).unwrap().returnType();
    }

    static boolean isScalar(Class<?> type) {
        return type.isPrimitive() || type == String.class || type.isEnum();
    }

    /** Describes the expected value: {@code an integer}. */
    static String describe(Class<?> type) {
        if (type == int.class || type == long.class) {
            return "an integer";
        }
        if (type == double.class || type == float.class) {
            return "a number";
        }
        if (type == boolean.class) {
            return "true or false";
        }
        return type == String.class ? "a string" : "one of " + String.join(", ", constants(type));
    }

    static Object read(JsonNode node, Class<?> type, ConfigPath place) {
        if (type == int.class) {
            return (int) whole(node, Integer.MIN_VALUE, Integer.MAX_VALUE, place);
        }
        if (type == long.class) {
            return whole(node, Long.MIN_VALUE, Long.MAX_VALUE, place);
        }
        if (type == double.class) {
            return finite(node, number(node, type, place).doubleValue(), place);
        }
        if (type == float.class) {
            float value = number(node, type, place).floatValue();
            finite(node, value, place);
            return value;
        }
        if (type == boolean.class && node.isBoolean()) {
            return node.booleanValue();
        }
        if (type == String.class && (node.isTextual() || node.isIntegralNumber())) {
            return node.asText();
        }
        if (type == String.class && isQuestionMark(node)) {
            return "?";
        }
        if (type == String.class && node.isValueNode()) {
            throw place.invalid(node, "must be a string; add quotes");
        }
        if (type.isEnum() && node.isTextual()) {
            return constant(node, type, place);
        }
        throw place.invalid(node, "must be " + describe(type));
    }

    /** Whether a node is a bare {@code ?} in a YAML list, which YAML parses as an empty key. */
    private static boolean isQuestionMark(JsonNode node) {
        return node.isObject()
                && node.size() == 1
                && node.has("")
                && node.get("").isNull();
    }

    private static BigDecimal number(JsonNode node, Class<?> type, ConfigPath place) {
        if (!node.isNumber()) {
            throw place.invalid(node, "must be " + describe(type));
        }
        boolean finite = !(node.isDouble() || node.isFloat()) || Double.isFinite(node.doubleValue());
        if (!finite) {
            throw place.invalid(node, "must be finite");
        }
        return node.decimalValue();
    }

    /** Integers can also be written as 1e3 or 5.0. */
    private static long whole(JsonNode node, long least, long most, ConfigPath place) {
        BigDecimal value = number(node, long.class, place).stripTrailingZeros();
        if (value.scale() > 0) {
            throw place.invalid(node, "must be an integer");
        }
        boolean fewDigits = value.precision() - (long) value.scale() <= MAX_DIGITS;
        BigInteger exact = fewDigits ? value.toBigInteger() : null;
        if (exact == null
                || exact.compareTo(BigInteger.valueOf(least)) < 0
                || exact.compareTo(BigInteger.valueOf(most)) > 0) {
            throw place.invalid(node, "must be between " + least + " and " + most);
        }
        return exact.longValue();
    }

    private static double finite(JsonNode node, double value, ConfigPath place) {
        if (!Double.isFinite(value)) {
            throw place.invalid(node, "must be finite");
        }
        return value;
    }

    private static Object constant(JsonNode node, Class<?> type, ConfigPath place) {
        String wanted = NearestName.plain(node.textValue());
        for (Object constant : type.getEnumConstants()) {
            if (NearestName.plain(((Enum<?>) constant).name()).equals(wanted)) {
                return constant;
            }
        }
        throw place.invalid(node, "must be " + describe(type));
    }

    private static List<String> constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> nameOf((Enum<?>) constant))
                .toList();
    }

    /** Returns the name of a constant in a configuration: {@code asRead} for AS_READ. */
    static String nameOf(Enum<?> constant) {
        String[] words = constant.name().toLowerCase(Locale.ROOT).split("_");
        StringBuilder name = new StringBuilder(words[0]);
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return name.toString();
    }
}
