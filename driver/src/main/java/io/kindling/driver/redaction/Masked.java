package io.kindling.driver.redaction;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.redaction.HarmlessOptions;
import io.kindling.trainer.redaction.SecretKeys;
import io.kindling.trainer.redaction.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Handles stored configurations with masked values: compares them, and requires that masked values are set again before
 * use.
 */
public final class Masked {
    /** Key of the options of a source. */
    static final String OPTIONS = "options";

    private static final Pattern PARAMETER = Pattern.compile("(?<=[?;&])([A-Za-z_][\\w.-]*)=([^?;&]*)");
    private static final int ROUNDS = 100_000;
    private static final int SALT_BYTES = 16;
    private static final int BITS = 64;

    private Masked() {}

    /**
     * Checks that a configuration has no masked values, because a mask would be used as the value.
     *
     * @param path path of the tree in its configuration, such as {@code data.source}; empty for the whole configuration
     * @param source location of the configuration, for errors
     * @throws ConfigurationException if there is one; names the first key to set again
     */
    public static void requireNone(JsonNode tree, String path, String source) {
        first(path, tree).ifPresent(key -> {
            throw new ConfigurationException("Cannot use " + key + " of " + source
                    + ": it may be a secret and is masked; set it again with --set " + key + "=...");
        });
    }

    private static Optional<String> first(String path, JsonNode node) {
        if (node.isObject()) {
            return node.properties().stream()
                    .map(entry -> first(join(path, entry.getKey()), entry.getValue()))
                    .flatMap(Optional::stream)
                    .findFirst();
        }
        for (int i = 0; i < node.size(); i++) {
            Optional<String> found = first(join(path, Integer.toString(i)), node.get(i));
            if (found.isPresent()) {
                return found;
            }
        }
        return node.isTextual() && node.textValue().contains(SecretText.MASK) ? Optional.of(path) : Optional.empty();
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Whether two trees are equal except for masked parts. The order of keys is ignored. */
    public static boolean isSame(JsonNode one, JsonNode other) {
        if (one.isContainerNode() && one.getNodeType() == other.getNodeType() && one.size() == other.size()) {
            return one.isObject()
                    ? one.properties().stream()
                            .allMatch(entry ->
                                    other.has(entry.getKey()) && isSame(entry.getValue(), other.get(entry.getKey())))
                    : IntStream.range(0, one.size()).allMatch(i -> isSame(one.get(i), other.get(i)));
        }
        return isSame(one.toString(), other.toString());
    }

    /** Whether two texts are equal except for masked parts. */
    public static boolean isSame(String one, String other) {
        return one.equals(other) || covers(one, other) || covers(other, one);
    }

    private static boolean covers(String masked, String text) {
        if (!masked.contains(SecretText.MASK)) {
            return false;
        }
        String pattern = Pattern.compile(Pattern.quote(SecretText.MASK))
                .splitAsStream(masked + "\0")
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
        return Pattern.compile(pattern, Pattern.DOTALL).matcher(text + "\0").matches();
    }

    /**
     * Returns a fingerprint of the masked values whose keys do not indicate a secret, such as a query. Configurations
     * that differ in such a value have different fingerprints; configurations that differ only in a password do not.
     * The fingerprint is salted, short and slow to compute, so a value cannot be found by brute force.
     *
     * @param config configuration with its values
     * @return empty if there are no such values
     */
    public static String fingerprint(JsonNode config) {
        Map<String, String> values = values(config);
        if (values.isEmpty()) {
            return "";
        }
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return HexFormat.of().formatHex(salt) + ":" + hash(values, salt);
    }

    /** Whether a fingerprint matches the values of a configuration. */
    public static boolean isFingerprint(String fingerprint, JsonNode config) {
        Map<String, String> values = values(config);
        int colon = fingerprint.indexOf(':');
        if (colon < 0 || values.isEmpty()) {
            return fingerprint.isEmpty() && values.isEmpty();
        }
        try {
            String again = hash(values, HexFormat.of().parseHex(fingerprint.substring(0, colon)));
            return MessageDigest.isEqual(
                    again.getBytes(StandardCharsets.UTF_8),
                    fingerprint.substring(colon + 1).getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String hash(Map<String, String> values, byte[] salt) {
        StringBuilder text = new StringBuilder();
        values.forEach((key, value) -> text.append(key.length())
                .append(' ')
                .append(key)
                .append(value.length())
                .append(' ')
                .append(value));
        try {
            SecretKeyFactory factory = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256");
            PBEKeySpec spec = new PBEKeySpec(text.toString().toCharArray(), salt, ROUNDS, BITS);
            return HexFormat.of().formatHex(factory.generateSecret(spec).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, String> values(JsonNode config) {
        Map<String, String> values = new TreeMap<>();
        collect("", "", config, values);
        return values;
    }

    private static void collect(String path, String key, JsonNode node, Map<String, String> values) {
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                String name = entry.getKey();
                String place = join(path, name);
                JsonNode value = entry.getValue();
                if (!key.equals(OPTIONS) || !value.isValueNode()) {
                    collect(place, name, value, values);
                } else if (!SecretKeys.isSecret(name)) {
                    String text = value.asText();
                    boolean hidden = HarmlessOptions.shown(name, text).equals(SecretText.MASK);
                    if (hidden) {
                        values.put(place, text);
                    } else {
                        parameters(place, text, values);
                    }
                }
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(join(path, Integer.toString(i)), key, node.get(i), values);
            }
        } else if (node.isTextual()) {
            parameters(path, node.textValue(), values);
        }
    }

    /** Collects the parameters of a URL whose names do not indicate a secret. */
    private static void parameters(String path, String address, Map<String, String> values) {
        if (SecretText.maskValue(address).equals(address)) {
            return;
        }
        Matcher parameter = PARAMETER.matcher(address);
        while (parameter.find()) {
            boolean excluded = SecretKeys.isSecret(parameter.group(1)) || isOfSignature(parameter.group(1));
            if (!excluded) {
                values.put(path + "?" + parameter.group(1), parameter.group(2));
            }
        }
    }

    /** Whether a parameter belongs to a signed URL of Azure or AWS. Its value changes daily. */
    private static boolean isOfSignature(String parameter) {
        return parameter.matches("(?i)s[tevrpi]|spr|ske|skt|sks|skv|skoid|sktid|sip|expires|x-(?:amz|goog)-.*");
    }
}
