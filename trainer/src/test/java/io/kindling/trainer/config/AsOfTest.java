package io.kindling.trainer.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.trainer.error.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AsOfTest {
    private static ObjectNode tree(String text) {
        ObjectNode tree = ConfigText.parse("{data: {paths: [x]}, epochs: 3}", "x.yaml");
        tree.withArray("/data/paths").set(0, text);
        return tree;
    }

    private static String expanded(String date, String text) {
        return AsOf.of(date).apply(tree(text), "x.yaml").at("/data/paths/0").textValue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/dt={asOf}/x|/dt=2024-03-01/x",
                "/dt={asOf-1d}|/dt=2024-02-29",
                "{asOf+7d}|2024-03-08",
                "{ asOf - 1d }|2024-02-29",
                "{asOf:yyyy/MM/dd}|2024/03/01",
                "{asOf-1d:yyyyMMdd}-{asOf:yyyyMMdd}|20240229-20240301",
                "dt={asOf-2d..asOf}|dt={2024-02-28,2024-02-29,2024-03-01}",
                "{asOf-1d..asOf+1d:MMdd}|{0229,0301,0302}",
                "{asOf..asOf}|2024-03-01",
                "{asOf-40d..asOf:yyyy-MM}|{2024-01,2024-02,2024-03}",
                "{a,b}|{a,b}",
                "{asOfficial}|{asOfficial}"
            })
    void writesDates(String text, String expected) {
        assertThat(expanded("2024-03-01", text)).isEqualTo(expected);
    }

    @Test
    void aRangeHasOnePathPerDay() {
        String path = expanded("2026-11-21", "/data/events/dt={asOf-27d..asOf}");
        assertThat(path).startsWith("/data/events/dt={2026-10-25,").endsWith(",2026-11-21}");
        assertThat(path.split(",")).hasSize(28);
    }

    @Test
    void otherValuesDoNotChange() {
        ObjectNode tree = tree("x");
        assertThat(AsOf.of("2024-03-01").apply(tree, "x.yaml")).isEqualTo(tree).isNotSameAs(tree);
        assertThat(AsOf.none().apply(tree, "x.yaml")).isEqualTo(tree);
    }

    @Test
    void dateHasNoDefault() {
        assertThatThrownBy(() -> AsOf.none().apply(tree("/dt={asOf-1d}"), "x.yaml"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid data.paths.0 in x.yaml: \"/dt={asOf-1d}\" (requires a date; set --as-of, such as"
                        + " 2026-11-21)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{asOf-1w}",
                "{asOf-d}",
                "{asOf-1d..}",
                "{asOf..asOf-1d}",
                "{asOf-9999d..asOf}",
                "{asOf:qqqqqqq}",
                "{asOf:HH}",
                "{asOf 1}"
            })
    void invalidPlaceholdersAreErrors(String text) {
        assertThatThrownBy(() -> expanded("2024-03-01", text))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Invalid data.paths.0 in x.yaml: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "today", "2026-02-30", "20261121", "2026-11-21T00:00:00Z", "../2026-11-21"})
    void onlyCalendarDaysAreDates(String date) {
        assertThatThrownBy(() -> AsOf.of(date))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid --as-of: " + date + " (must be a date such as 2026-11-21)");
    }
}
