package io.kindling.trainer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.trainer.error.ConfigurationException;
import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class ConfigTextTest {

    private static void refused(String text, String source, String message) {
        assertThatThrownBy(() -> ConfigText.parse(text, source))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }

    @Test
    void brokenSyntaxIsOneLineWithItsNumber() {
        refused(
                "a: 1\nb: [1, 2\nc: 3\n",
                "x.yaml",
                "Cannot parse x.yaml: line 3: expected ',' or ']', but got :; correct the syntax there");
        refused(
                "a: 1\n\tb: 2\n",
                "x.yaml",
                "Cannot parse x.yaml: line 2: found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for indentation); correct the syntax there");
        refused(
                "{\"a\": 1,\n}",
                "x.json",
                "Cannot parse x.json: line 2: Unexpected character ('}' (code 125)): was expecting double-quote to start field name; correct the syntax there");
    }

    @Test
    void explainsHowToQuoteABareQuestionMark() {
        refused(
                "data:\n  nullValues: ?\n",
                "x.yaml",
                "Cannot parse x.yaml: line 2: mapping keys are not allowed here; put a value ? in quotes: '?'; correct the syntax there");
        refused(
                "data: {nullValues: ?}\n",
                "x.yaml",
                "Cannot parse x.yaml: line 1: expected the node content, but found '?'; put a value ? in quotes: '?'; correct the syntax there");
    }

    @Test
    void duplicateKeysAreErrors() {
        refused(
                "a:\n  b: 1\n  b: 2\n",
                "x.yaml",
                "Cannot parse x.yaml: line 3: Duplicate field 'b'; correct the syntax there");
        refused(
                "{\"a\": 1, \"a\": 2}",
                "x.json",
                "Cannot parse x.json: line 1: Duplicate field 'a'; correct the syntax there");
    }

    @Test
    void aConfigurationIsOneMap() {
        refused("", "x.yaml", "Cannot parse x.yaml: it is empty; add at least one section");
        refused("# a comment\n", "x.yaml", "Cannot parse x.yaml: it is empty; add at least one section");
        refused("", "x.json", "Cannot parse x.json: it is empty; add at least one section");
        refused("[1, 2]", "x.yaml", "Invalid x.yaml: [1,2] (must be a map of keys)");
        refused(
                "a: 1\n---\nb: 2\n",
                "x.yaml",
                "Cannot parse x.yaml: line 3: a second document; correct the syntax there");
    }

    @Test
    void anAliasIsAnError() {
        refused(
                "a: &x 5\nb: *x\n",
                "x.yaml",
                "Cannot parse x.yaml: line 2: an alias; repeat the value, or quote it if it starts with *");
    }

    @Test
    void aTagCreatesNoObject() {
        assertThat(ConfigText.parse("a: !!java.net.URL [\"http://x\"]", "x.yaml")
                        .get("a")
                        .isArray())
                .isTrue();
    }

    @Test
    void depthHasALimit() {
        assertThatThrownBy(() -> ConfigText.parse("a: " + "[".repeat(5000) + "]".repeat(5000), "x.yaml"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Cannot parse x.yaml: ")
                .hasMessageContaining("depth");
    }

    @Test
    void jsonCanHaveAnyIndentation() {
        assertThat(ConfigText.parse("{\n\t\"a\":\t1\n}", "x.json").get("a").intValue())
                .isEqualTo(1);
    }

    @Property
    void textRoundTripsThroughJson(@ForAll String key, @ForAll String value) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode().put(key, value);
        JsonNode json = ConfigText.parse(ConfigText.json(tree), "x.json");
        assertThat(json).isEqualTo(tree);
    }

    @Property
    void numbersRoundTripInBothNotations(@ForAll double value) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode().put("a", value);
        assertThat(ConfigText.parse(ConfigText.json(tree), "x.json").get("a").doubleValue())
                .isEqualTo(value + 0.0);
        assertThat(ConfigText.parse(ConfigText.yaml(tree), "x.yaml").get("a").doubleValue())
                .isEqualTo(value + 0.0);
    }

    @Test
    void ambiguousStringsStayStrings() {
        for (String text : new String[] {
            "5", "1e3", "no", "null", "~", "", "0x1f", ".5", "*a", "a: b", "# a", "'", "[", "<<", "1:30"
        }) {
            ObjectNode tree = JsonNodeFactory.instance.objectNode().put(text, text);
            assertThat(ConfigText.parse(ConfigText.yaml(tree), "x.yaml")).isEqualTo(tree);
        }
    }

    @Test
    void longTextsRoundTrip() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        ArrayNode weights = tree.putArray("classWeights");
        for (int i = 0; i < 350_000; i++) {
            weights.add(new BigDecimal("1.25"));
        }
        tree.put("x".repeat(60_000), "y");
        assertThat(ConfigText.parse(ConfigText.yaml(tree), "x.yaml").equals(tree))
                .isTrue();
        tree.put("z", "y".repeat(21_000_000));
        assertThat(ConfigText.parse(ConfigText.json(tree), "x.json").equals(tree))
                .isTrue();
    }

    @Test
    void tooDeepTreesAreNotWritten() {
        JsonNode deep = JsonNodeFactory.instance.numberNode(1);
        for (int i = 0; i < 101; i++) {
            deep = JsonNodeFactory.instance.objectNode().set("a", deep);
        }
        JsonNode tooDeep = deep;
        assertThatThrownBy(() -> ConfigText.yaml(tooDeep))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Cannot write a configuration: it is nested deeper than 100 levels; reduce the nesting of its layers");
        JsonNode deepest = tooDeep.get("a");
        assertThat(ConfigText.parse(ConfigText.yaml(deepest), "x.yaml")).isEqualTo(deepest);
        assertThat(ConfigText.parse(ConfigText.json(deepest), "x.json")).isEqualTo(deepest);
    }

    @Test
    void hugeExponentsAreErrors() {
        for (String number : List.of(
                "1e-2147483648", "1e2147483648", "-10e2147483647", "1E+999999999999999999999", "0e1000000000")) {
            for (String source : List.of("x.json", "x.yaml")) {
                refused(
                        "{\"a\":\n " + number + "}",
                        source,
                        "Cannot parse " + source + ": line 2: a number"
                                + " has an exponent of more than 9 digits; write a number that a double can hold");
            }
        }
        assertThat(ConfigText.parse("{\"a\": 1e-999999999}", "x.json").get("a").doubleValue())
                .isZero();
    }
}
