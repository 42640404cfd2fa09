package io.kindling.driver.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.trainer.error.ConfigurationException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Client of the calls to MLflow's REST API 2.0 that a training needs. Follows no redirect, because that would send the
 * token to another server.
 */
final class MlflowClient {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final String TOKEN = "MLFLOW_TRACKING_TOKEN";
    private static final String PASSWORD = "MLFLOW_TRACKING_PASSWORD";
    private static final int NOT_FOUND = 404;
    private static final int MAX_SHOWN = 200;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT).build();
    private final String uri;
    private final String authorization;

    MlflowClient(String uri, Map<String, String> environment) {
        this.uri = uri.replaceFirst("/+$", "") + "/api/2.0/mlflow/";
        this.authorization = authorization(environment);
    }

    /** Returns the secrets that it sends, for redaction. */
    List<String> secrets() {
        return authorization == null
                ? List.of()
                : List.of(authorization, authorization.substring(authorization.indexOf(' ') + 1));
    }

    /**
     * Returns the {@code Authorization} header of MLflow's own clients, or null. Strips white space around a secret,
     * because files of secrets often end with a line break.
     */
    private static String authorization(Map<String, String> environment) {
        String token = environment.getOrDefault(TOKEN, "").strip();
        if (!token.isEmpty()) {
            if (token.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                throw new ConfigurationException("Invalid " + TOKEN
                        + ": not shown (must not contain a blank, a line break or a character outside ASCII)");
            }
            return "Bearer " + token;
        }
        String user = environment.getOrDefault("MLFLOW_TRACKING_USERNAME", "").strip();
        if (user.isEmpty()) {
            return null;
        }
        String both = user + ":" + environment.getOrDefault(PASSWORD, "").strip();
        return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the identifier of an experiment. Creates the experiment if it does not exist. */
    String experiment(String name) throws IOException, InterruptedException {
        String query = "experiments/get-by-name?experiment_name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        HttpResponse<String> found = send(request(query).GET().build());
        if (found.statusCode() == NOT_FOUND) {
            return post("experiments/create", json.createObjectNode().put("name", name))
                    .path("experiment_id")
                    .asText();
        }
        return body(found).path("experiment").path("experiment_id").asText();
    }

    /** Calls a method and returns its response. */
    JsonNode post(String method, ObjectNode arguments) throws IOException, InterruptedException {
        String text = json.writeValueAsString(arguments);
        return body(send(request(method)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(text))
                .build()));
    }

    private HttpRequest.Builder request(String method) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(uri + method)).timeout(ANSWER);
        return authorization == null ? request : request.header("Authorization", authorization);
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode body(HttpResponse<String> response) throws IOException {
        if (response.statusCode() / 100 != 2) {
            String said = response.body().lines().findFirst().orElse("");
            throw new IOException("the server answered " + response.statusCode() + ": "
                    + said.substring(0, Math.min(MAX_SHOWN, said.length())));
        }
        return json.readTree(response.body());
    }
}
