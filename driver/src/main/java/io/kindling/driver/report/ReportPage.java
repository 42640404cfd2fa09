package io.kindling.driver.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.trainer.format.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * The report as one self-contained HTML file: page, styles, scripts and data. It loads nothing from the network. Text
 * of users is only ever inserted as text, never as HTML. The content security policy allows only the scripts whose
 * digests it lists.
 */
public final class ReportPage {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PAGE = resource("report.html");
    private static final List<String> STYLES = List.of(resource("uplot/uPlot.min.css"), resource("report.css"));
    private static final List<String> SCRIPTS = List.of(
            resource("uplot/uPlot.iife.min.js"),
            resource("format.js"),
            resource("charts.js"),
            resource("evaluation.js"),
            resource("report.js"));

    private ReportPage() {}

    private static String resource(String name) {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("Cannot find " + name + " on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the report of one run, or of several side by side. */
    public static String of(List<RunView> runs) {
        return page(document(runs), "'none'");
    }

    /** Returns the page of a running training, which requests {@code data.json} from its server. */
    public static String live(RunView run) {
        ObjectNode document = document(List.of(run));
        document.put("live", true);
        return page(document, "'self'");
    }

    /** Returns the data of the page. */
    public static ObjectNode document(List<RunView> runs) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("format", 1);
        document.putArray("runs").addAll(runs.stream().map(RunView::json).toList());
        return document;
    }

    private static String page(ObjectNode document, String connect) {
        StringBuilder styles = new StringBuilder();
        StringBuilder scripts = new StringBuilder();
        StringBuilder policy =
                new StringBuilder("default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
                        + "connect-src " + connect + "; style-src");
        for (String style : STYLES) {
            styles.append("<style>").append(style).append("</style>\n");
            policy.append(source(style));
        }
        policy.append("; script-src");
        for (String script : SCRIPTS) {
            scripts.append("<script>").append(script).append("</script>\n");
            policy.append(source(script));
        }
        return PAGE.replace("{{policy}}", policy)
                .replace("{{styles}}", styles)
                .replace("{{scripts}}", scripts)
                .replace("{{data}}", embedded(document));
    }

    private static String source(String text) {
        byte[] digest = Digest.sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        return " 'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    }

    /** Returns JSON that can neither end nor open an HTML element. */
    static String embedded(JsonNode json) {
        try {
            return JSON.writeValueAsString(json)
                    .replace("<", "\\u003c")
                    .replace(">", "\\u003e")
                    .replace("&", "\\u0026")
                    .replace("\u2028", "\\u2028")
                    .replace("\u2029", "\\u2029");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
