package io.kindling.trainer.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The attributes of a reference case. Strict: an unread option or a wrong type fails the case. */
final class Options {
    private final JsonNode attrs;

    private Options(JsonNode attrs) {
        this.attrs = attrs;
    }

    /** The options of a case; other options are an error. */
    static Options of(GoldenCase golden, String... known) {
        Set<String> names = Set.of(known);
        Iterator<String> given = golden.attrs().fieldNames();
        while (given.hasNext()) {
            String name = given.next();
            if (!names.contains(name)) {
                throw new AssertionError("Unknown option of " + golden.kind() + ": " + name);
            }
        }
        return new Options(golden.attrs());
    }

    double number(String name, double absent) {
        if (!attrs.hasNonNull(name)) {
            return absent;
        }
        return valid(name, attrs.get(name).isNumber()).doubleValue();
    }

    int integer(String name, int absent) {
        double value = number(name, absent);
        valid(name, value == Math.rint(value));
        return (int) value;
    }

    boolean flag(String name, boolean absent) {
        if (!attrs.hasNonNull(name)) {
            return absent;
        }
        return valid(name, attrs.get(name).isBoolean()).booleanValue();
    }

    /** The value of an option text. */
    <T> T choice(String name, T absent, Map<String, T> choices) {
        if (!attrs.hasNonNull(name)) {
            return absent;
        }
        String text = attrs.get(name).asText().toLowerCase(Locale.ROOT);
        valid(name, choices.containsKey(text));
        return choices.get(text);
    }

    private JsonNode valid(String name, boolean valid) {
        if (!valid) {
            throw new AssertionError("Unknown value of option " + name + ": " + attrs.get(name));
        }
        return attrs.get(name);
    }
}
