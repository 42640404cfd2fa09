package io.kindling.trainer.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.Excerpt;
import io.kindling.trainer.redaction.HarmlessOptions;
import io.kindling.trainer.redaction.SecretKeys;
import io.kindling.trainer.redaction.SecretText;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Position of a value in a configuration, for errors.
 *
 * @param source name of the file
 * @param path keys from the root, separated by dots; empty for the root
 */
record ConfigPath(String source, String path) {
    private static final String OPTIONS = "options";

    static ConfigPath root(String source) {
        return new ConfigPath(source, "");
    }

    ConfigPath at(String key) {
        String shown = Excerpt.of(key);
        return new ConfigPath(source, path.isEmpty() ? shown : path + "." + shown);
    }

    ConfigPath at(int index) {
        return at(Integer.toString(index));
    }

    /** {@code Invalid <path> in <source>: <value> (<why>)}. A value that may be a secret is masked. */
    ConfigurationException invalid(JsonNode value, String why) {
        return new ConfigurationException("Invalid " + this + ": " + Excerpt.of(shown(value)) + " (" + why + ")");
    }

    /**
     * The value as shown in errors: values of Kindling's keys, harmless options, and no texts inside maps and lists,
     * whose meaning is unknown.
     */
    private String shown(JsonNode value) {
        String key = path.substring(path.lastIndexOf('.') + 1);
        int options = ("." + path + ".").indexOf("." + OPTIONS + ".");
        if (SecretKeys.isSecret(key)) {
            return SecretText.MASK;
        }
        if (options >= 0) {
            String option = path.substring(Math.min(path.length(), options + OPTIONS.length() + 1));
            return value.isValueNode() ? HarmlessOptions.shown(option, value.asText()) : SecretText.MASK;
        }
        boolean isText = value.isTextual() && !path.isEmpty();
        return isText
                ? TextNode.valueOf(SecretText.maskValue(value.textValue())).toString()
                : shownWithoutTexts(value);
    }

    /** As many elements as an {@link Excerpt} has room for. */
    private static String shownWithoutTexts(JsonNode value) {
        if (value.isObject()) {
            return value.properties().stream()
                    .limit(Excerpt.MAX_LENGTH)
                    .map(entry -> TextNode.valueOf(entry.getKey()) + ":"
                            + (SecretKeys.isSecret(entry.getKey())
                                    ? SecretText.MASK
                                    : shownWithoutTexts(entry.getValue())))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value.isArray()) {
            return StreamSupport.stream(value.spliterator(), false)
                    .limit(Excerpt.MAX_LENGTH)
                    .map(ConfigPath::shownWithoutTexts)
                    .collect(Collectors.joining(",", "[", "]"));
        }
        return value.isTextual() ? SecretText.MASK : value.toString();
    }

    /** {@code Missing key <path> in <source>; set it to <what>}. */
    ConfigurationException missing(String what) {
        return new ConfigurationException("Missing key " + this + "; set it to " + what);
    }

    /** {@code Unknown key <path> in <source>; did you mean <nearest>?}. This path is the unknown key itself. */
    ConfigurationException unknown(String key, Collection<String> known) {
        String cure = NearestName.of(key, known)
                .map(nearest -> "did you mean " + nearest + "?")
                .orElse(known.isEmpty() ? "no keys are allowed here" : "known keys: " + String.join(", ", known));
        return new ConfigurationException("Unknown key " + this + "; " + cure);
    }

    /** Prefixes the message of a record's validation with this path. */
    ConfigurationException refused(RuntimeException cause) {
        return new ConfigurationException(this + ": " + cause.getMessage(), cause);
    }

    @Override
    public String toString() {
        return path.isEmpty() ? source : path + " in " + source;
    }
}
