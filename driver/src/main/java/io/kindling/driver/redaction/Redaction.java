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
 * Masks secrets with {@value SecretText#MASK} in everything that is shown or stored. Three rules apply:
 * <ul>
 *   <li>Options of a source or sink are masked unless they are known to be harmless ({@link HarmlessOptions}).
 *   <li>Text that looks like a secret is masked ({@link SecretText}).
 *   <li>Known secret values are masked in any text: secrets of the environment, of Spark and Hadoop settings, of Hadoop
 *       credential providers, and of the configuration.
 * </ul>
 * A known secret is masked by value only if it has at least {@value #MIN_LENGTH} characters and is not a common word; a
 * secret of digits only must have at least {@value #MIN_DIGITS}. Instances are immutable.
 */
public final class Redaction {
    private static final int MIN_LENGTH = 6;
    private static final int MIN_DIGITS = 12;

    /** Minimum length to mask the value of an option in any text, if its name does not indicate a secret. */
    private static final int MIN_OPTION_LENGTH = 12;

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

    /** Settings whose name indicates a secret but whose value is its location or lifetime. */
    private static final Pattern NOT_SECRET = Pattern.compile(
            "(?i).*[_.-](?:file|files|path|paths|dir|directory|sock|socket|uri|url|endpoint|enabled|provider|providers|class|type|ttl|timeout|expiration|algorithm)|SSH_AUTH_SOCK|(?:OLD)?PWD");

    private static final Pattern KEY_AT_END = Pattern.compile("(?i).+[_.-]keys?");

    private final List<String> secrets;

    private Redaction(Collection<String> secrets) {
        this.secrets = secrets.stream()
                .distinct()
                .sorted(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** Returns a redaction without known values. */
    public static Redaction byShape() {
        return new Redaction(Set.of());
    }

    /** Returns a redaction that knows the secrets of environment variables. */
    public static Redaction of(Map<String, String> environment) {
        return byShape().withAll(secretsOf(environment.entrySet()));
    }

    /**
     * Adds the secrets of a session: of its settings, of the Hadoop settings, and of the credential providers in them.
     */
    public Redaction with(SparkSession spark) {
        SparkConf conf = spark.sparkContext().getConf();
        Set<Map.Entry<String, String>> settings = new HashSet<>();
        Pattern sensitive = sensitive(conf);
        Set<String> found = new HashSet<>();
        for (Tuple2<String, String> setting : conf.getAll()) {
            settings.add(Map.entry(setting._1(), setting._2()));
            if (sensitive.matcher(setting._1()).find()
                    && !NOT_SECRET.matcher(setting._1()).matches()) {
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

    /** Adds the secrets of a configuration: values of masked options, and passwords in URLs. */
    public Redaction with(JsonNode config) {
        Set<String> found = new HashSet<>();
        collect("", config, found);
        return withAll(found);
    }

    /** Adds the secrets in the options of a source or sink. */
    public Redaction withOptions(Map<String, String> options) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        options.forEach(tree.putObject(Masked.OPTIONS)::put);
        return with(tree);
    }

    /** Adds a secret. */
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

    /** Adds the secrets of another redaction. */
    public Redaction with(Redaction other) {
        return withAll(other.secrets);
    }

    private static Pattern sensitive(SparkConf conf) {
        try {
            return Pattern.compile(conf.get("spark.redaction.regex", "(?i)secret|password|token|access[.]?key"));
        } catch (PatternSyntaxException e) {
            // Spark reports the invalid pattern when it needs it. The default names apply here.
            return Pattern.compile("(?i)secret|password|token");
        }
    }

    private static Set<String> secretsOf(Collection<Map.Entry<String, String>> settings) {
        Set<String> found = new HashSet<>();
        for (Map.Entry<String, String> setting : settings) {
            String key = setting.getKey();
            boolean isSecret =
                    SecretKeys.isSecret(key) || KEY_AT_END.matcher(key).matches();
            if (isSecret && !NOT_SECRET.matcher(key).matches()) {
                add(setting.getValue(), found);
            } else {
                SecretText.secretsIn(setting.getValue()).forEach(secret -> add(secret, found));
            }
        }
        return found;
    }

    /**
     * Returns the values of the Hadoop credential providers. A provider that cannot be read has no values here, and
     * Hadoop reports it where it is used.
     */
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
        } else if (HarmlessOptions.shown(key, value).equals(SecretText.MASK) && value.length() >= MIN_OPTION_LENGTH) {
            add(value, found);
        }
        SecretText.secretsIn(value).forEach(secret -> add(secret, found));
    }

    /**
     * Adds a secret in the forms in which it can occur: unchanged, without trailing line break, line by line, and
     * URL-encoded.
     */
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
        forms.stream().filter(Redaction::isDistinctive).forEach(found::add);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** Whether a text is rare enough to be masked wherever it occurs. */
    private static boolean isDistinctive(String text) {
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

    /** Masks a text. */
    public String text(String text) {
        return SecretText.mask(known(text));
    }

    /** Masks a value such as a path. A URL is masked as a whole. */
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

    /** Returns a copy of a tree with masked texts. Keys are not changed. */
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

    /**
     * Returns a stream that masks lines and writes them to another stream. Writes at the end of a line and when closed;
     * the other stream stays open.
     */
    public PrintStream stream(PrintStream out) {
        return new PrintStream(new RedactedOutput(out, () -> this), true, StandardCharsets.UTF_8);
    }
}
