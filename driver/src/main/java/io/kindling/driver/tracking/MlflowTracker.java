package io.kindling.driver.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.redaction.Redaction;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.training.EpochReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Reports a training to an MLflow tracking server, from its own thread and queue. A slow or unreachable server never
 * delays the training: values are dropped if the queue is full, and only the first failure is a warning. A resumed
 * training continues its MLflow run, whose identifier is in {@code mlflow.json} of the run folder.
 */
final class MlflowTracker implements Tracker {
    /** Name of the file with the identifier of the MLflow run. */
    static final String FILE = "mlflow.json";

    private static final int MAX_WAITING = 1000;
    private static final int MAX_METRICS_PER_CALL = 500;
    private static final int MAX_PARAMS_PER_CALL = 100;
    private static final int MAX_CHARACTERS = 500;
    private static final long LAST_WORDS_SECONDS = 15;
    private static final Map<String, String> STATUS =
            Map.of("completed", "FINISHED", "stopped_early", "FINISHED", "interrupted", "KILLED", "failed", "FAILED");

    private final ObjectMapper json = new ObjectMapper();
    private final BlockingQueue<ObjectNode> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final MlflowConfig server;
    private final MlflowClient client;
    private final Folder run;
    private final JsonNode config;
    private final Consumer<String> warnings;
    private final Redaction redaction;
    private final Thread thread;
    private volatile boolean warned;
    private volatile String ending;

    /**
     * Creates a tracker and starts its thread.
     *
     * @param config of the run, without secrets
     * @param environment variables with the credentials
     * @param warnings receives the first failure, in the thread of the tracker
     */
    MlflowTracker(
            MlflowConfig server,
            Folder run,
            JsonNode config,
            Map<String, String> environment,
            Consumer<String> warnings) {
        this.server = server;
        this.client = new MlflowClient(server.uri(), environment);
        this.redaction = client.secrets().stream().reduce(Redaction.of(environment), Redaction::with, Redaction::with);
        this.run = run;
        this.config = config;
        this.warnings = warnings;
        this.thread = new Thread(this::work, "kindling-mlflow");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void point(IterationPoint point) {
        add("iteration/loss", point.loss(), point.iteration());
        add("iteration/learning_rate", point.learningRate(), point.iteration());
        add("iteration/gradient_norm", point.gradientNorm(), point.iteration());
        add("iteration/examples_per_second", point.examplesPerSecond(), point.iteration());
    }

    @Override
    public void epoch(EpochReport report) {
        report.train().forEach((name, value) -> add("train/" + name, value, report.iteration()));
        report.validation().forEach((name, value) -> add("validation/" + name, value, report.iteration()));
    }

    private void add(String name, double value, long step) {
        if (Double.isFinite(value)) {
            ObjectNode metric = json.createObjectNode();
            metric.put("key", name.replaceAll("[^A-Za-z0-9_./ -]", "_"));
            metric.put("value", value);
            metric.put("timestamp", System.currentTimeMillis());
            metric.put("step", step);
            if (!waiting.offer(metric)) {
                warn("its queue is full, some values are dropped");
            }
        }
    }

    @Override
    public void ended(String status) {
        ending = STATUS.getOrDefault(status, "FAILED");
    }

    /** Waits some seconds for the thread to send the queued values. */
    @Override
    public void close() {
        if (ending == null) {
            ending = "FAILED";
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(LAST_WORDS_SECONDS));
            if (thread.isAlive()) {
                warn("it did not accept the last values in time");
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void warn(String why) {
        if (!warned) {
            warned = true;
            warnings.accept(
                    "Cannot report to MLflow at " + server.uri() + ": " + redaction.text(why) + "; training continues");
        }
    }

    private void work() {
        try {
            String id = begin();
            while (ending == null || !waiting.isEmpty()) {
                ObjectNode one = waiting.poll(200, TimeUnit.MILLISECONDS);
                if (one != null) {
                    List<ObjectNode> batch = new ArrayList<>(List.of(one));
                    waiting.drainTo(batch, MAX_METRICS_PER_CALL - 1);
                    send(id, batch);
                }
            }
            ObjectNode update = json.createObjectNode().put("run_id", id).put("status", ending);
            client.post("runs/update", update.put("end_time", System.currentTimeMillis()));
        } catch (IOException | RuntimeException e) {
            warn(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(String id, List<ObjectNode> batch) throws InterruptedException {
        ObjectNode call = json.createObjectNode().put("run_id", id);
        batch.forEach(call.putArray("metrics")::add);
        try {
            client.post("runs/log-batch", call);
        } catch (IOException e) {
            warn(String.valueOf(e.getMessage()));
        }
    }

    /** Returns the MLflow run of the run folder, or creates one with the configuration as its parameters. */
    private String begin() throws IOException, InterruptedException {
        if (run.has(FILE)) {
            JsonNode before = json.readTree(run.read(FILE));
            if (before.path("uri").asText().equals(server.uri())) {
                String id = before.path("runId").asText();
                client.post(
                        "runs/update", json.createObjectNode().put("run_id", id).put("status", "RUNNING"));
                return id;
            }
        }
        String location = redaction.value(run.location());
        ObjectNode create = json.createObjectNode();
        create.put("experiment_id", client.experiment(server.experiment()));
        create.put("run_name", location.substring(location.lastIndexOf('/') + 1));
        create.put("start_time", System.currentTimeMillis());
        create.putArray("tags").addObject().put("key", "kindling.folder").put("value", location);
        String id = client.post("runs/create", create)
                .path("run")
                .path("info")
                .path("run_id")
                .asText();
        ObjectNode known = json.createObjectNode().put("uri", server.uri()).put("runId", id);
        run.write(FILE, known.toString().getBytes(StandardCharsets.UTF_8));
        List<Map.Entry<String, String>> parameters = new ArrayList<>(leaves().entrySet());
        for (int from = 0; from < parameters.size(); from += MAX_PARAMS_PER_CALL) {
            ObjectNode call = json.createObjectNode().put("run_id", id);
            ArrayNode params = call.putArray("params");
            parameters
                    .subList(from, Math.min(parameters.size(), from + MAX_PARAMS_PER_CALL))
                    .forEach(entry ->
                            params.addObject().put("key", entry.getKey()).put("value", entry.getValue()));
            client.post("runs/log-batch", call);
        }
        return id;
    }

    private Map<String, String> leaves() {
        Map<String, String> leaves = new TreeMap<>();
        collect("", config, leaves);
        return leaves;
    }

    private static void collect(String path, JsonNode node, Map<String, String> leaves) {
        if (node.isObject()) {
            node.properties().forEach(entry -> collect(join(path, entry.getKey()), entry.getValue(), leaves));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(join(path, Integer.toString(i)), node.get(i), leaves);
            }
        } else if (!node.isNull()) {
            String text = node.asText();
            leaves.put(
                    path.replaceAll("[^A-Za-z0-9_./ -]", "_"),
                    text.substring(0, Math.min(MAX_CHARACTERS, text.length())));
        }
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
