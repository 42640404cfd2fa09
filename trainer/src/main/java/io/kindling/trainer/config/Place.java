package io.kindling.trainer.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.Excerpt;
import java.util.Collection;

/**
 * Where a value stands in a configuration, for errors.
 *
 * @param source the file
 * @param path the keys from its root, with dots between; empty for the root
 */
record Place(String source, String path) {
    static Place root(String source) {
        return new Place(source, "");
    }

    Place at(String key) {
        String shown = Excerpt.of(key);
        return new Place(source, path.isEmpty() ? shown : path + "." + shown);
    }

    Place at(int index) {
        return at(Integer.toString(index));
    }

    /** {@code Invalid <path> in <source>: <value> (<why>)}. */
    ConfigurationException invalid(JsonNode value, String why) {
        return new ConfigurationException("Invalid " + this + ": " + Excerpt.of(value.toString()) + " (" + why + ")");
    }

    /** {@code Missing key <path> in <source>; set it to <what>}. */
    ConfigurationException missing(String what) {
        return new ConfigurationException("Missing key " + this + "; set it to " + what);
    }

    /** {@code Unknown key <path> in <source>; did you mean <nearest>?}. This is the place of the unknown key itself. */
    ConfigurationException unknown(String key, Collection<String> known) {
        String cure = NearestName.of(key, known)
                .map(nearest -> "did you mean " + nearest + "?")
                .orElse(known.isEmpty() ? "no key is known there" : "known keys: " + String.join(", ", known));
        return new ConfigurationException("Unknown key " + this + "; " + cure);
    }

    /** Puts this place in front of what a record said of its values. */
    ConfigurationException refused(RuntimeException cause) {
        return new ConfigurationException(this + ": " + cause.getMessage(), cause);
    }

    @Override
    public String toString() {
        return path.isEmpty() ? source : path + " in " + source;
    }
}
