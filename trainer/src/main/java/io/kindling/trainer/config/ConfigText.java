package io.kindling.trainer.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Between text and tree, in YAML or JSON. Data alone: tags create no objects, a key may stand once in a map, and what YAML would let stand for something else
 * (aliases) is refused rather than read in part. Numbers with a point are kept in decimal, as written.
 */
public final class ConfigText {
    private static final int MAX_DEPTH = 100;
    private static final ObjectMapper YAML = reader(limited(YAMLFactory.builder()
                    .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR))
            .build());
    private static final ObjectMapper JSON =
            reader(limited(new JsonFactoryBuilder()).build()).enable(SerializationFeature.INDENT_OUTPUT);

    private ConfigText() {}

    private static <F extends JsonFactory, B extends TSFBuilder<F, B>> B limited(B builder) {
        return builder.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
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
        throw Place.root(source).invalid(tree, "must be a map of keys");
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
            refuseAliases(mapper, text, source);
            JsonNode tree = mapper.readTree(text);
            return tree.isMissingNode() ? mapper.nullNode() : tree;
        } catch (JsonProcessingException e) {
            throw new ConfigurationException(
                    "Cannot parse " + source + ": " + problem(e) + "; correct the syntax there", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tree parser would read {@code *name} as the text "name". */
    private static void refuseAliases(ObjectMapper mapper, String text, String source) throws IOException {
        try (JsonParser parser = mapper.createParser(text)) {
            while (parser.nextToken() != null) {
                if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
                    throw new ConfigurationException("Cannot parse " + source + ": line "
                            + yaml.currentTokenLocation().getLineNr() + ": alias *" + yaml.getText()
                            + "; write the value out");
                }
            }
        }
    }

    private static String problem(JsonProcessingException e) {
        if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            return "line " + (marked.getProblemMark().getLine() + 1) + ": " + marked.getProblem();
        }
        String line = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr() + ": ";
        String message = e.getOriginalMessage();
        if (message.startsWith("Trailing token")) {
            message = "a second document";
        }
        return line + message.lines().findFirst().orElse("");
    }

    /** The tree in YAML, one key a line. */
    public static String yaml(JsonNode tree) {
        return write(YAML, tree);
    }

    /** The tree in JSON, one key a line. */
    public static String json(JsonNode tree) {
        return write(JSON, tree) + "\n";
    }

    private static String write(ObjectMapper mapper, JsonNode tree) {
        try {
            return mapper.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
