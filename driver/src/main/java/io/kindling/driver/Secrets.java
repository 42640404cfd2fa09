package io.kindling.driver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Pattern;

/**
 * Blots out secrets in whatever is shown or stored: the password of an address ({@code s3a://key:secret@bucket}), and the value of a key whose name speaks of a secret, as Spark's own
 * redaction does.
 */
public final class Secrets {
    private static final String BLOT = "*****";
    private static final String NAMES =
            "password|passwd|secret|credential|token|access[._-]?key|api[._-]?key|private[._-]?key";
    private static final Pattern SECRET_KEY = Pattern.compile(NAMES, Pattern.CASE_INSENSITIVE);
    private static final Pattern IN_ADDRESS = Pattern.compile("(://[^/@\\s:]*:)[^/@\\s]+@");
    private static final Pattern ASSIGNED =
            Pattern.compile("((?:" + NAMES + "|\\bsig)[\\w.-]*\\s*=\\s*)[^\\s,;&)}\\]]+", Pattern.CASE_INSENSITIVE);

    private Secrets() {}

    /** The text, blotted. */
    public static String redact(String text) {
        String addresses = IN_ADDRESS.matcher(text).replaceAll("$1" + BLOT + "@");
        return ASSIGNED.matcher(addresses).replaceAll("$1" + BLOT);
    }

    /** A copy of the tree, with its texts blotted. */
    public static JsonNode redact(JsonNode tree) {
        if (tree.isObject()) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            tree.properties().forEach(entry -> copy.set(entry.getKey(), value(entry.getKey(), entry.getValue())));
            return copy;
        }
        if (tree.isArray()) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            tree.forEach(element -> copy.add(redact(element)));
            return copy;
        }
        return tree.isTextual() ? TextNode.valueOf(redact(tree.textValue())) : tree;
    }

    private static JsonNode value(String key, JsonNode value) {
        return value.isTextual() && SECRET_KEY.matcher(key).find() ? TextNode.valueOf(BLOT) : redact(value);
    }
}
