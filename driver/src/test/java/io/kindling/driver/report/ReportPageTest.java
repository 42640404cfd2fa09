package io.kindling.driver.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.tracking.IterationPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Reports as text: complete, self-contained and of bounded size. {@code ReportBrowserIT} tests the drawing. */
final class ReportPageTest {
    private static final String EVIL = "</script><script>alert(1)</script><!--&\u2028";
    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL);

    private static RunView run(String name, int epochs) {
        ObjectNode config = JsonNodeFactory.instance.objectNode().put(name, name);
        List<JsonNode> lines = new ArrayList<>();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            lines.add(JsonNodeFactory.instance.objectNode().put("epoch", epoch));
        }
        JsonNode none = MissingNode.getInstance();
        IterationPoint point = new IterationPoint(1, 1, Double.NaN, 1.0 / 3, 2, 10, 1);
        return new RunView(
                name,
                "file:/" + name,
                "completed",
                config,
                new RunView.History(lines, List.of(point), List.of()),
                none,
                none,
                none);
    }

    private static JsonNode data(String page) throws Exception {
        Matcher matcher = DATA.matcher(page);
        assertThat(matcher.find()).isTrue();
        return new ObjectMapper().readTree(matcher.group(1));
    }

    @Test
    void userTextIsEscaped() throws Exception {
        String page = ReportPage.of(List.of(run(EVIL, 1)));
        assertThat(page).doesNotContain("alert(1)</script>").doesNotContain("<!--&");
        assertThat(data(page).path("runs").path(0).path("name").asText()).isEqualTo(EVIL);
    }

    @Test
    void pageLoadsNoExternalResources() {
        String page = ReportPage.of(List.of(run("a", 1), run("b", 2)));
        assertThat(page)
                .contains("default-src 'none'", "connect-src 'none'", "uPlot")
                .doesNotContain("{{")
                .doesNotContainPattern("(src|href)=\"(?!data:)");
        assertThat(page.length()).isLessThan(300_000);
        assertThat(ReportPage.live(run("a", 1))).contains("connect-src 'self'").contains("\"live\":true");
    }

    @Test
    void aLongHistoryIsDownsampled() throws Exception {
        JsonNode run =
                data(ReportPage.of(List.of(run("a", 10_001)))).path("runs").path(0);
        JsonNode epochs = run.path("epochs");
        assertThat(epochs.size()).isBetween(1000, 2000);
        assertThat(epochs.get(epochs.size() - 1).path("epoch").asInt()).isEqualTo(10_001);
        assertThat(run.path("iterations").path("loss").get(0).isNull()).isTrue();
        assertThat(run.path("iterations").path("learningRate").get(0).asDouble())
                .isEqualTo(0.3333333);
    }
}
