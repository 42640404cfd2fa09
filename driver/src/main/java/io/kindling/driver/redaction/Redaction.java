package io.kindling.driver.redaction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.kindling.trainer.redaction.HarmlessOptions;
import io.kindling.trainer.redaction.SecretKeys;
import io.kindling.trainer.redaction.SecretText;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.alias.CredentialProvider;
import org.apache.hadoop.security.alias.CredentialProviderFactory;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * What may be shown and stored. Three rules mask the rest with {@value SecretText#MASK}:
 *
 * <ul>
 *   <li>Of the options of a source or sink only those that are known to be harmless are shown ({@link HarmlessOptions}).
 *   <li>In any text, what looks like a secret is masked ({@link SecretText}).
 *   <li>In any text, a secret that is known by its value is masked: those of the environment, of Spark's and Hadoop's settings, of Hadoop's credential providers, and of the configuration.
 * </ul>
 *
 * A known secret is masked by its value only if it has at least {@value #MIN_LENGTH} characters and is no common word; digits alone must be {@value #MIN_DIGITS}. An object of this class does not change.
 */
public final class Redaction {
    private static final int MIN_LENGTH = 6;
    private static final int MIN_DIGITS = 12;

    /** The value of an option whose name does not speak of a secret must be as long to be masked wherever it stands. */
    private static final int MIN_UNKNOWN = 12;

    private static final Set<String> COMMON = Set.of(
            "accuracy",
            "another",
            "champion",
            "changeme",
            "classes",
            "config",
            "default",
            "digits",
            "disabled",
            "enabled",
            "example",
            "examples",
            "features",
            "kindling",
            "localhost",
            "metrics",
            "network",
            "number",
            "optimizer",
            "options",
            "parquet",
            "password",
            "registry",
            "secret",
            "secrets",
            "source",
            "string",
            "target",
            "training",
            "unknown",
            "validation",
            "version");

    /** Variables whose name speaks of a secret, and whose value is where one is kept or for how long. */
    private static final Pattern WHERE = Pattern.compile(
            "(?i).*[_.-](?:file|files|path|paths|dir|directory|sock|socket|uri|url|endpoint|enabled|provider|providers|class|type|ttl|timeout|expiration|algorithm)|SSH_AUTH_SOCK|(?:OLD)?PWD");

    private static final Pattern KEY_AT_END = Pattern.compile("(?i).+[_.-]keys?");

    private final List<String> secrets;

    private Redaction(Collection<String> secrets) {
        this.secrets = secrets.stream()
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** Knows no secret by its value. */
    public static Redaction byShape() {
        return new Redaction(Set.of());
    }

    /** Knows the secrets of environment variables. */
    public static Redaction of(Map<String, String> environment) {
        return byShape().withAll(secretsOf(environment.entrySet()));
    }

    /** Knows also the secrets of a session: in its settings, those of Hadoop, and the credential providers that they name. */
    public Redaction with(SparkSession spark) {
        SparkConf conf = spark.sparkContext().getConf();
        Set<Map.Entry<String, String>> settings = new HashSet<>();
        Pattern sensitive = sensitive(conf);
        Set<String> found = new HashSet<>();
        for (Tuple2<String, String> setting : conf.getAll()) {
            settings.add(Map.entry(setting._1(), setting._2()));
            if (sensitive.matcher(setting._1()).find()
                    && !WHERE.matcher(setting._1()).matches()) {
                add(setting._2(), found);
            }
        }
        Configuration hadoop = spark.sparkContext().hadoopConfiguration();
        for (Map.Entry<String, String> setting : hadoop) {
            settings.add(Map.entry(setting.getKey(), setting.getValue()));
        }
        found.addAll(secretsOf(settings));
        found.addAll(provided(hadoop));
        return withAll(found);
    }

    /** Knows also the secrets of a configuration: values of masked options, and passwords in its addresses. */
    public Redaction with(JsonNode config) {
        Set<String> found = new HashSet<>();
        collect("", config, found);
        return withAll(found);
    }

    /** Knows also the secrets of options of a source or sink. */
    public Redaction withOptions(Map<String, String> options) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        options.forEach(tree.putObject(Masked.OPTIONS)::put);
        return with(tree);
    }

    /** Knows also this secret. */
    public Redaction with(String secret) {
        Set<String> found = new HashSet<>();
        add(secret, found);
        return withAll(found);
    }

    private Redaction withAll(Collection<String> more) {
        Set<String> all = new HashSet<>(secrets);
        all.addAll(more);
        return all.size() == secrets.size() ? this : new Redaction(all);
    }

    /** Knows the secrets of both. */
    public Redaction with(Redaction other) {
        return withAll(other.secrets);
    }

    private static Pattern sensitive(SparkConf conf) {
        try {
            return Pattern.compile(conf.get("spark.redaction.regex", "(?i)secret|password|token|access[.]?key"));
        } catch (PatternSyntaxException e) {
            // Spark refuses it where it needs it; our own names count all the same.
            return Pattern.compile("(?i)secret|password|token");
        }
    }

    private static Set<String> secretsOf(Collection<Map.Entry<String, String>> settings) {
        Set<String> found = new HashSet<>();
        for (Map.Entry<String, String> setting : settings) {
            String key = setting.getKey();
            boolean isSecret =
                    SecretKeys.isSecret(key) || KEY_AT_END.matcher(key).matches();
            if (isSecret && !WHERE.matcher(key).matches()) {
                add(setting.getValue(), found);
            } else {
                SecretText.secretsIn(setting.getValue()).forEach(secret -> add(secret, found));
            }
        }
        return found;
    }

    /** What the credential providers of Hadoop hold; one that cannot be read gives nothing, here as to whom it was set up for. */
    private static Set<String> provided(Configuration hadoop) {
        Set<String> found = new HashSet<>();
        try {
            for (CredentialProvider provider : CredentialProviderFactory.getProviders(hadoop)) {
                for (String alias : provider.getAliases()) {
                    add(String.valueOf(provider.getCredentialEntry(alias).getCredential()), found);
                }
            }
        } catch (IOException | RuntimeException e) {
            return found;
        }
        return found;
    }

    private static void collect(String key, JsonNode node, Set<String> found) {
        if (node.isObject()) {
            boolean options = key.equals(Masked.OPTIONS);
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                String name = entry.getKey();
                JsonNode value = entry.getValue();
                if (options && value.isValueNode()) {
                    option(name, value.asText(), found);
                } else {
                    collect(name, value, found);
                }
            }
        } else if (node.isArray()) {
            node.forEach(element -> collect(key, element, found));
        } else if (node.isTextual()) {
            SecretText.secretsIn(node.textValue()).forEach(secret -> add(secret, found));
        }
    }

    private static void option(String key, String value, Set<String> found) {
        if (SecretKeys.isSecret(key)) {
            add(value, found);
        } else if (HarmlessOptions.shown(key, value).equals(SecretText.MASK) && value.length() >= MIN_UNKNOWN) {
            add(value, found);
        }
        SecretText.secretsIn(value).forEach(secret -> add(secret, found));
    }

    /** Adds a secret in the forms in which it may be repeated: as it is, without the line break at its end, line by line, and as a part of an address. */
    private static void add(String secret, Set<String> found) {
        String stripped = secret.strip();
        List<String> forms = new ArrayList<>(List.of(stripped));
        if (stripped.indexOf('\n') >= 0) {
            stripped.lines()
                    .map(String::strip)
                    .filter(line -> !line.startsWith("-----"))
                    .forEach(forms::add);
        }
        for (String form : List.copyOf(forms)) {
            String encoded = URLEncoder.encode(form, StandardCharsets.UTF_8);
            forms.add(encoded);
            forms.add(encoded.replace("+", "%20"));
            forms.add(decoded(form));
            String json = TextNode.valueOf(form).toString();
            forms.add(json.substring(1, json.length() - 1));
        }
        forms.stream().filter(Redaction::isTelling).forEach(found::add);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** Whether a text is rare enough that wherever it stands it is the secret. */
    private static boolean isTelling(String text) {
        if (text.length() < MIN_LENGTH || text.contains(SecretText.MASK)) {
            return false;
        }
        if (COMMON.contains(text.toLowerCase(Locale.ROOT))) {
            return false;
        }
        boolean digits = text.chars().allMatch(c -> c >= '0' && c <= '9');
        boolean one = text.chars().distinct().count() == 1;
        return !one && (!digits || text.length() >= MIN_DIGITS);
    }

    /** A text, masked. */
    public String text(String text) {
        return SecretText.mask(known(text));
    }

    /** A value such as a path, masked; where it is an address, it is one as a whole. */
    public String value(String value) {
        return SecretText.maskValue(known(value));
    }

    private String known(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, SecretText.MASK);
        }
        return masked;
    }

    /** A copy of a tree, with its texts masked. Names of keys stay. */
    public JsonNode tree(JsonNode tree) {
        return tree("", tree);
    }

    private JsonNode tree(String key, JsonNode node) {
        if (node.isObject()) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            boolean options = key.equals(Masked.OPTIONS);
            node.properties().forEach(entry -> {
                String name = entry.getKey();
                JsonNode value = entry.getValue();
                copy.set(name, options ? optionTree(name, value) : tree(name, value));
            });
            return copy;
        }
        if (node.isArray()) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> copy.add(tree(key, element)));
            return copy;
        }
        if (SecretKeys.isSecret(key) && !node.isNull()) {
            return TextNode.valueOf(SecretText.MASK);
        }
        return node.isTextual() ? TextNode.valueOf(value(node.textValue())) : node;
    }

    private JsonNode optionTree(String key, JsonNode value) {
        return value.isValueNode()
                ? TextNode.valueOf(known(HarmlessOptions.shown(key, value.asText())))
                : TextNode.valueOf(SecretText.MASK);
    }

    /** A stream whose lines are masked before they reach another. It writes at the end of a line, and the rest when it is closed; the other stays open. */
    public PrintStream stream(PrintStream out) {
        return new PrintStream(new RedactedOutput(out, () -> this), true, StandardCharsets.UTF_8);
    }
}
