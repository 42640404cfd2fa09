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
 * Between text and tree, in YAML or JSON. Data alone: tags create no objects, a key may stand once in a map, and what YAML would let stand for something else
 * (aliases) is refused rather than read in part. Numbers with a point are kept in decimal, as written. What is written can be read: the length of a text has no
 * limit, and a tree that nests too deeply is refused by the writer.
 */
public final class ConfigText {
    /** Levels of the deepest configuration. */
    static final int MAX_DEPTH = 100;

    /** Levels of the deepest file: one that holds a configuration nests deeper. */
    private static final int MAX_FILE_DEPTH = 2 * MAX_DEPTH;

    private static final int MAX_EXPONENT_DIGITS = 9;
    private static final Pattern QUOTED = Pattern.compile("'([^']*)'|(?<=\\bhandle )\\S+");

    /** Names of tokens, signs, and numbers that are none. */
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
     * Reads a whole configuration: a map.
     *
     * @param source what errors call it; a name that ends in {@code .json} is read as JSON, any other as YAML
     * @throws ConfigurationException naming the source and the line
     */
    public static ObjectNode parse(String text, String source) {
        JsonNode tree = parseValue(text, source);
        if (tree.isNull()) {
            throw new ConfigurationException("Cannot parse " + source + ": it is empty; write at least one section");
        }
        if (tree instanceof ObjectNode map) {
            return map;
        }
        throw ConfigPath.root(source).invalid(tree, "must be a map of keys");
    }

    /**
     * Reads any value, a bare word included; null for a text without one.
     *
     * @param source what errors call it; a name that ends in {@code .json} is read as JSON, any other as YAML
     */
    public static JsonNode parseValue(String text, String source) {
        return parse(source.toLowerCase(Locale.ROOT).endsWith(".json") ? JSON : YAML, text, source);
    }

    /** Reads any value of YAML, whatever errors call it. */
    public static JsonNode parseYaml(String text, String source) {
        return parse(YAML, text, source);
    }

    private static JsonNode parse(ObjectMapper mapper, String text, String source) {
        try {
            check(mapper, text, source);
            JsonNode tree = mapper.readTree(text);
            return tree.isMissingNode() ? mapper.nullNode() : tree;
        } catch (JsonProcessingException e) {
            // Without its cause, which quotes the line: it may hold a secret.
            throw new ConfigurationException(
                    "Cannot parse " + source + ": " + problem(e) + "; correct the syntax there");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Refuses what the tree parser would read in part, {@code *name} as the text "name", or not survive: an exponent beyond that of any number. */
    private static void check(ObjectMapper mapper, String text, String source) throws IOException {
        try (JsonParser parser = mapper.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
                    throw refused(parser, source, "an alias; write the value out, in quotes if it begins with *");
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
            return "line " + (marked.getProblemMark().getLine() + 1) + ": " + withoutWords(marked.getProblem());
        }
        String line = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
        String message = e.getOriginalMessage();
        if (message.startsWith("Trailing token")) {
            message = "a second document";
        }
        return line + withoutWords(message.lines().findFirst().orElse(""));
    }

    /** Without the words of the text that a parser repeats, but for a key that stands twice. */
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
     * The tree in YAML, one key a line.
     *
     * @throws ConfigurationException if it nests deeper than 100 levels
     */
    public static String yaml(JsonNode tree) {
        return write(YAML, tree, MAX_DEPTH);
    }

    /**
     * The tree in JSON, one key a line.
     *
     * @throws ConfigurationException if it nests deeper than 200 levels
     */
    public static String json(JsonNode tree) {
        return write(JSON, tree, MAX_FILE_DEPTH) + "\n";
    }

    private static String write(ObjectMapper mapper, JsonNode tree, int maxDepth) {
        if (isDeeper(tree, maxDepth)) {
            throw new ConfigurationException("Cannot write a configuration: it nests deeper than " + maxDepth
                    + " levels; nest its layers less deeply");
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
