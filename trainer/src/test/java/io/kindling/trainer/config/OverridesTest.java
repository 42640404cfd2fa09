package io.kindling.trainer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.trainer.config.RecordReaderTest.Everything;
import io.kindling.trainer.config.RecordReaderTest.Extent;
import io.kindling.trainer.config.RecordReaderTest.Flat;
import io.kindling.trainer.config.RecordReaderTest.Leaky2d;
import io.kindling.trainer.config.RecordReaderTest.Wide;
import io.kindling.trainer.error.ConfigurationException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OverridesTest {
    private static final String YAML = """
            parts: [wide: 4, flat]
            curve: {leaky2d: 0.5}
            extent: 3
            """;

    private static ObjectNode tree(String... assignments) {
        return Overrides.apply(ConfigText.parse(YAML, "x.yaml"), List.of(assignments), Everything.class);
    }

    private static Everything read(String... assignments) {
        return RecordReader.read(tree(assignments), Everything.class, "x.yaml");
    }

    private static void refused(String message, String... assignments) {
        assertThatThrownBy(() -> read(assignments))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }

    @Test
    void aValueIsYaml() {
        assertThat(read("count=5").count()).isEqualTo(5);
        assertThat(read("rate = 1e-3").rate()).isEqualTo(0.001);
        assertThat(read("name=a=b").name()).isEqualTo("a=b");
        assertThat(read("parts=[flat, leaky2d: 3]").parts()).containsExactly(new Flat(), new Leaky2d(3));
        assertThat(read("curve=").curve()).isEmpty();
        assertThat(read("columns.a=1", "columns.b=2").columns()).hasSize(2);
    }

    @Test
    void aValueThatEndsInJsonIsYaml() {
        assertThat(read("name=/d/score.json").name()).isEqualTo("/d/score.json");
        assertThat(read("name=score.JSON").name()).isEqualTo("score.JSON");
        refused(
                "Cannot parse --set name: line 1: expected ',' or ']', but got <stream end>; correct the syntax there",
                "name=[x.json");
    }

    @Test
    void theLastAssignmentWins() {
        assertThat(read("count=5", "count=6").count()).isEqualTo(6);
    }

    @Test
    void theInputTreeDoesNotChange() {
        ObjectNode tree = ConfigText.parse(YAML, "x.yaml");
        Overrides.apply(tree, List.of("parts.0.wide.bias=false"), Everything.class);
        assertThat(tree).isEqualTo(ConfigText.parse(YAML, "x.yaml"));
    }

    @Test
    void aShorthandIsExpanded() {
        assertThat(read("parts.0.wide.bias=false").parts().get(0)).isEqualTo(new Wide(4, false, new Extent(4), null));
        assertThat(read("parts.0.wide.outFeatures=8").parts().get(0)).isEqualTo(new Wide(8));
        assertThat(read("extent.width=7").extent()).isEqualTo(new Extent(3, 7));
    }

    @Test
    void theNameOfAChoiceCanBeOmitted() {
        assertThat(read("curve.slope=2").curve()).contains(new Leaky2d(2));
        assertThat(read("parts.0.bias=false").parts().get(0)).isEqualTo(new Wide(4, false, new Extent(4), null));
        assertThat(read("curve=leaky2d", "curve.slope=2").curve()).contains(new Leaky2d(2));
    }

    @Test
    void anotherChoiceReplacesTheCurrentChoice() {
        assertThat(read("curve.flat=").curve()).isEqualTo(Optional.of(new Flat()));
        assertThat(read("parts.1.wide.outFeatures=2").parts()).containsExactly(new Wide(4), new Wide(2));
        assertThat(read("parts.0={wide: {outFeatures: 4}}", "parts.0.leaky2d.slope=2")
                        .parts())
                .containsExactly(new Leaky2d(2), new Flat());
    }

    @Test
    void anElementCanBeAppended() {
        assertThat(read("parts.2=flat").parts()).containsExactly(new Wide(4), new Flat(), new Flat());
        refused("Cannot set an element of parts: 3; valid indices are 0 to 1, or 2 to append", "parts.3=flat");
        refused("Cannot set an element of parts: x; valid indices are 0 to 1, or 2 to append", "parts.x=flat");
    }

    @Test
    void misspelledKeysAreRejectedByTheReader() {
        refused("Unknown key cuont in x.yaml; did you mean count?", "cuont=5");
        refused("Unknown key curve.leaky2d.slop in x.yaml; did you mean slope?", "curve.slop=5");
        refused("Invalid count in x.yaml: {\"a\":1} (must be an integer)", "count.a=1");
    }

    @Test
    void anAssignmentHasAKeyAndAValue() {
        refused("Cannot set a key: count; use key=value, such as training.epochs=5", "count");
        refused("Cannot set a key: =*****; use key=value, such as training.epochs=5", "=5");
        refused("Cannot set a key: count..b*****; use key=value, such as training.epochs=5", "count..b=5");
        refused(
                "Cannot parse --set parts: line 1: expected the node content, but found '<stream end>'; correct the syntax there",
                "parts=[");
    }

    @Test
    void aTooDeepKeyIsAnError() {
        for (String key : List.of("a" + ".a".repeat(3_000), "columns" + ".a".repeat(1_000_000))) {
            assertThatThrownBy(() -> read(key + "=1"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageMatching(
                            "Cannot set a key: (?:\\*{5}|.{80}\\.\\.\\.); it has \\d+ parts, but the maximum nesting depth is 100");
        }
    }
}
