package io.kindling.driver.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.training.EpochReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The MLflow client against a test server. */
final class MlflowTrackerTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Map<String, List<JsonNode>> bodies = new ConcurrentHashMap<>();
    private final Set<String> authorizations = ConcurrentHashMap.newKeySet();
    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());
    private HttpServer server;
    private volatile int failing = 200;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/sub/api/2.0/mlflow/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestURI().getPath().replace("/sub/api/2.0/mlflow/", "");
            byte[] body = exchange.getRequestBody().readAllBytes();
            calls.add(method);
            if (body.length > 0) {
                bodies.computeIfAbsent(method, key -> new CopyOnWriteArrayList<>())
                        .add(JSON.readTree(body));
            }
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            int code = method.equals("experiments/get-by-name") ? 404 : failing;
            String text = switch (method) {
                case "experiments/create" -> "{\"experiment_id\": \"17\"}";
                case "runs/create" -> "{\"run\": {\"info\": {\"run_id\": \"abc\"}}}";
                default -> "{}";
            };
            String echo = "no such header: " + exchange.getRequestHeaders().getFirst("Authorization");
            byte[] bytes = (code == 400 ? echo : text).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(code, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private MlflowTracker tracker(String uri, Map<String, String> environment) {
        ObjectNode config = JSON.createObjectNode();
        config.putObject("training").put("epochs", 3);
        config.putArray("metrics").add("rmse");
        Folder run = Folder.of(folder.resolve("run-1").toString(), new Configuration());
        return new MlflowTracker(new MlflowConfig(uri), run, config, environment, warnings::add);
    }

    private String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/sub/";
    }

    private void train(MlflowTracker tracker, String status) {
        tracker.point(new IterationPoint(7, 1, 0.5, 0.25, Double.NaN, 64, 0.5));
        tracker.epoch(new EpochReport(0, 8, 0.25, Map.of("loss", 0.4), Map.of("top3Accuracy", 0.75), 64, 1));
        tracker.ended(status);
        tracker.close();
    }

    @Test
    void aResumedTrainingContinuesItsRun() {
        train(tracker(uri(), Map.of("MLFLOW_TRACKING_TOKEN", "geheim")), "interrupted");
        assertThat(warnings).isEmpty();
        assertThat(calls).startsWith("experiments/get-by-name", "experiments/create", "runs/create", "runs/log-batch");
        assertThat(authorizations).containsExactly("Bearer geheim");
        assertThat(bodies.get("runs/create").get(0).path("experiment_id").asText())
                .isEqualTo("17");
        assertThat(bodies.get("runs/create").get(0).path("run_name").asText()).isEqualTo("run-1");
        List<JsonNode> batches = bodies.get("runs/log-batch");
        assertThat(batches.get(0).path("params"))
                .extracting(param ->
                        param.path("key").asText() + "=" + param.path("value").asText())
                .containsExactly("metrics.0=rmse", "training.epochs=3");
        List<String> metrics = new ArrayList<>();
        batches.forEach(batch -> batch.path("metrics")
                .forEach(metric -> metrics.add(metric.path("key").asText() + " "
                        + metric.path("value").asDouble() + " "
                        + metric.path("step").asInt())));
        assertThat(metrics)
                .containsExactly(
                        "iteration/loss 0.5 7",
                        "iteration/learning_rate 0.25 7",
                        "iteration/examples_per_second 128.0 7",
                        "train/loss 0.4 8",
                        "validation/top3Accuracy 0.75 8");
        assertThat(bodies.get("runs/update").get(0).path("status").asText()).isEqualTo("KILLED");

        train(tracker(uri(), Map.of()), "completed");
        assertThat(bodies.get("runs/create")).hasSize(1);
        assertThat(bodies.get("runs/update"))
                .extracting(update -> update.path("status").asText())
                .containsExactly("KILLED", "RUNNING", "FINISHED");
    }

    @Test
    void aFailingServerIsOneWarning() {
        failing = 500;
        train(tracker(uri(), Map.of()), "completed");
        assertThat(warnings).hasSize(1);
        assertThat(warnings.get(0)).startsWith("Cannot report to MLflow at " + uri() + ": the server answered 500");
    }

    @Test
    void aLineBreakAfterTheTokenIsIgnored() {
        train(tracker(uri(), Map.of("MLFLOW_TRACKING_TOKEN", "geheim-7\r\n")), "completed");
        assertThat(warnings).isEmpty();
        assertThat(authorizations).containsExactly("Bearer geheim-7");
        train(
                tracker(uri(), Map.of("MLFLOW_TRACKING_USERNAME", "me\n", "MLFLOW_TRACKING_PASSWORD", "geheim-8\n")),
                "completed");
        assertThat(warnings).isEmpty();
        assertThat(authorizations).contains("Basic bWU6Z2VoZWltLTg=");
    }

    @Test
    void anInvalidTokenIsRejectedWithoutShowingIt() {
        assertThatThrownBy(() -> tracker(uri(), Map.of("MLFLOW_TRACKING_TOKEN", "geheim\n7")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Invalid MLFLOW_TRACKING_TOKEN: ")
                .hasMessageNotContaining("geheim");
        Folder run = Folder.of(folder.resolve("run-2").toString(), new Configuration());
        new TrackingConfig(false, new MlflowConfig(uri()))
                .open(run, JSON.createObjectNode(), Map.of("MLFLOW_TRACKING_TOKEN", "geheim\n7"), warnings::add)
                .close();
        assertThat(warnings).hasSize(1).first().asString().endsWith("training continues without MLflow");
    }

    @Test
    void aServerThatEchoesHeadersLeaksNoSecret() {
        failing = 400;
        train(tracker(uri(), Map.of("MLFLOW_TRACKING_TOKEN", "geheim-7")), "completed");
        train(
                tracker(uri(), Map.of("MLFLOW_TRACKING_USERNAME", "me", "MLFLOW_TRACKING_PASSWORD", "geheim-8")),
                "completed");
        assertThat(warnings)
                .hasSize(2)
                .allSatisfy(warning -> assertThat(warning)
                        .contains("the server answered 400")
                        .doesNotContain("geheim", "Z2VoZWltLTg"));
    }

    @Test
    void anUnreachableServerDoesNotDelayTheTraining() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        MlflowTracker tracker = tracker("http://127.0.0.1:" + port, Map.of());
        for (int i = 0; i < 2000; i++) {
            tracker.point(new IterationPoint(i, 1, 0.5, 0.25, 1, 64, 0.5));
        }
        tracker.ended("completed");
        tracker.close();
        assertThat(warnings).hasSize(1);
    }

    @Test
    void theUriIsValidated() {
        assertThatThrownBy(() -> new MlflowConfig("ftp://x")).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> new MlflowConfig("http://me:word@x"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("must not hold a password")
                .hasMessageNotContaining("word@");
    }
}
