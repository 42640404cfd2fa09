package io.kindling.trainer.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.TSFBuilder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.redaction.SecretText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Parses and writes YAML and JSON trees. Data only: tags create no objects, duplicate keys are errors, and YAML aliases
 * are errors. Numbers with a decimal point stay decimal. Everything that is written can be read again: texts have no
 * length limit, and the writer rejects trees that are nested too deeply.
 */
public final class ConfigText {
    /** Maximum nesting depth of a configuration. */
    static final int MAX_DEPTH = 100;

    /** Maximum nesting depth of a file, which can contain a configuration. */
    private static final int MAX_FILE_DEPTH = 2 * MAX_DEPTH;

    private static final int MAX_EXPONENT_DIGITS = 9;
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'|(?<=\\bhandle )\\S+");

    /** Names of tokens, signs, and invalid numbers. */
    private static final Pattern HARMLESS =
            Pattern.compile("'(?:.?|<.*>|\\\\t\\(TAB\\)|[+-]?\\.(?:nan|inf))'", Pattern.CASE_INSENSITIVE);

    private static final ObjectMapper YAML = reader(limited(YAMLFactory.builder()
                    .loaderOptions(unlimited())
                    .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR))
            .build());
    private static final ObjectMapper JSON =
            reader(limited(new JsonFactoryBuilder()).build()).enable(SerializationFeature.INDENT_OUTPUT);

    private ConfigText() {}

    private static LoaderOptions unlimited() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        return options;
    }

    private static <F extends JsonFactory, B extends TSFBuilder<F, B>> B limited(B builder) {
        return builder.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_FILE_DEPTH)
                        .maxStringLength(Integer.MAX_VALUE)
                        .maxNameLength(Integer.MAX_VALUE)
                        .build());
    }

    private static ObjectMapper reader(JsonFactory factory) {
        return new ObjectMapper(factory)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    }

    /**
     * Parses a configuration, which must be a map.
     *
     * @param source name of the text in errors; a name that ends in {@code .json} is parsed as JSON, any other name as
     *     YAML
     * @throws ConfigurationException naming the source and the line
     */
    public static ObjectNode parse(String text, String source) {
        JsonNode tree = parseValue(text, source);
        if (tree.isNull()) {
            throw new ConfigurationException("Cannot parse " + source + ": it is empty; add at least one section");
        }
        if (tree instanceof ObjectNode map) {
            return map;
        }
        throw ConfigPath.root(source).invalid(tree, "must be a map of keys");
    }

    /**
     * Parses any value, including a bare word; null for an empty text.
     *
     * @param source name of the text in errors; a name that ends in {@code .json} is parsed as JSON, any other name as
     *     YAML
     */
    public static JsonNode parseValue(String text, String source) {
        return parse(source.toLowerCase(Locale.ROOT).endsWith(".json") ? JSON : YAML, text, source);
    }

    /** Parses any value as YAML, regardless of its name. */
    public static JsonNode parseYaml(String text, String source) {
        return parse(YAML, text, source);
    }

    private static JsonNode parse(ObjectMapper mapper, String text, String source) {
        try {
            check(mapper, text, source);
            JsonNode tree = mapper.readTree(text);
            return tree.isMissingNode() ? mapper.nullNode() : tree;
        } catch (JsonProcessingException e) {
            // Without its cause, because that quotes the line, which may contain a secret.
            throw new ConfigurationException(
                    "Cannot parse " + source + ": " + problem(e) + "; correct the syntax there");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Rejects input that the tree parser misreads, such as the alias {@code *name}, or that would exhaust it, such as a
     * huge exponent.
     */
    private static void check(ObjectMapper mapper, String text, String source) throws IOException {
        try (JsonParser parser = mapper.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
                    throw refused(parser, source, "an alias; repeat the value, or quote it if it starts with *");
                }
                if (token == JsonToken.VALUE_NUMBER_FLOAT && exponentDigits(parser.getText()) > MAX_EXPONENT_DIGITS) {
                    throw refused(
                            parser,
                            source,
                            "a number has an exponent of more than " + MAX_EXPONENT_DIGITS
                                    + " digits; write a number that a double can hold");
                }
            }
        }
    }

    private static ConfigurationException refused(JsonParser parser, String source, String why) {
        return new ConfigurationException("Cannot parse " + source + ": line "
                + parser.currentTokenLocation().getLineNr() + ": " + why);
    }

    private static int exponentDigits(String number) {
        int exponent = Math.max(number.lastIndexOf('e'), number.lastIndexOf('E'));
        return exponent < 0
                ? 0
                : (int) number.chars()
                        .skip(exponent + 1)
                        .filter(Character::isDigit)
                        .count();
    }

    private static String problem(JsonProcessingException e) {
        if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            return "line " + (marked.getProblemMark().getLine() + 1) + ": " + withoutWords(marked.getProblem())
                    + (marked.getProblem().startsWith("mapping keys are not allowed")
                                    || marked.getProblem().endsWith("found '?'")
                            ? "; put a value ? in quotes: '?'"
                            : "");
        }
        String line = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
        String message = e.getOriginalMessage();
        if (message.startsWith("Trailing token")) {
            message = "a second document";
        }
        return line + withoutWords(message.lines().findFirst().orElse(""));
    }

    /** Removes quoted input from a parser message, except for a duplicate key. */
    private static String withoutWords(String problem) {
        if (problem.startsWith("Duplicate field")) {
            return problem;
        }
        return QUOTED.matcher(problem)
                .replaceAll(word -> HARMLESS.matcher(word.group()).matches()
                        ? Matcher.quoteReplacement(word.group())
                        : SecretText.MASK);
    }

    /**
     * Writes the tree as YAML, one key per line.
     *
     * @throws ConfigurationException if it is nested deeper than 100 levels
     */
    public static String yaml(JsonNode tree) {
        return write(YAML, tree, MAX_DEPTH);
    }

    /**
     * Writes the tree as JSON, one key per line.
     *
     * @throws ConfigurationException if it is nested deeper than 200 levels
     */
    public static String json(JsonNode tree) {
        return write(JSON, tree, MAX_FILE_DEPTH) + "\n";
    }

    private static String write(ObjectMapper mapper, JsonNode tree, int maxDepth) {
        if (isDeeper(tree, maxDepth)) {
            throw new ConfigurationException("Cannot write a configuration: it is nested deeper than " + maxDepth
                    + " levels; reduce the nesting of its layers");
        }
        try {
            return mapper.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isDeeper(JsonNode tree, int levels) {
        if (!tree.isContainerNode()) {
            return false;
        }
        if (levels == 0) {
            return true;
        }
        for (JsonNode child : tree) {
            if (isDeeper(child, levels - 1)) {
                return true;
            }
        }
        return false;
    }
}
