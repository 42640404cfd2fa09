package io.kindling.driver.run;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.ManifestFile;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Manifest;
import io.kindling.trainer.training.Outcome;
import java.util.Locale;
import java.util.Map;

/**
 * The result of a run: {@code summary.json}.
 *
 * @param examples number of examples by data set
 * @param parameters number of parameters
 */
public record RunSummary(
        Outcome outcome,
        Progress progress,
        Timing timing,
        Metrics metrics,
        Map<String, Long> examples,
        long parameters,
        Digests digests,
        Versions versions) {
    /**
     * How far the training came.
     *
     * @param epochs finished epochs
     * @param bestEpoch epoch of the kept model, from 1
     * @param iterations number of updates
     */
    public record Progress(int epochs, int bestEpoch, long iterations) {}

    /**
     * How long the training took.
     *
     * @param examplesPerSecond median over the epochs, without the first if there are more
     * @param iterationMilliseconds time per iteration by part, mean over the same epochs
     * @param secondsTotal from the start of the Spark session to the written model
     */
    public record Timing(double examplesPerSecond, Map<String, Double> iterationMilliseconds, double secondsTotal) {}

    /**
     * Loss and metrics by name.
     *
     * @param train of the last epoch, computed during training
     * @param validation of the kept model; empty without validation data
     * @param test of the kept model; empty without test data
     */
    public record Metrics(Map<String, Double> train, Map<String, Double> validation, Map<String, Double> test) {}

    /**
     * Digests of the result and of the data.
     *
     * @param parametersSha256 SHA-256 of the parameters of the kept model
     * @param dataDigest digest of the training examples
     */
    public record Digests(String parametersSha256, String dataDigest) {}

    /** Name of the file. */
    public static final String FILE = "summary.json";

    /**
     * Reads a summary written by {@link #json}, with its rounding.
     *
     * @throws StorageException if it is not a summary
     */
    static RunSummary of(JsonNode json, String source) {
        try {
            JsonNode versions = json.path("versions");
            return new RunSummary(
                    Outcome.valueOf(json.path("status").asText().toUpperCase(Locale.ROOT)),
                    new Progress(
                            json.path("epochs").asInt(),
                            json.path("bestEpoch").asInt(),
                            json.path("iterations").asLong()),
                    new Timing(
                            json.path("examplesPerSecond").asDouble(),
                            numbers(json.path("iterationMilliseconds")),
                            json.path("secondsTotal").asDouble()),
                    new Metrics(
                            numbers(json.path("train")), numbers(json.path("validation")), numbers(json.path("test"))),
                    new ObjectMapper().convertValue(json.path("examples"), new TypeReference<Map<String, Long>>() {}),
                    json.path("parameters").asLong(),
                    new Digests(
                            json.path("parametersSha256").asText(),
                            json.path("dataDigest").asText()),
                    new Versions(
                            versions.path("kindling").asText(),
                            versions.path("commit").asText(),
                            versions.path("spark").asText(),
                            versions.path("java").asText(),
                            versions.path("gemm").asText()));
        } catch (IllegalArgumentException e) {
            throw new StorageException("Cannot read " + source + ": it is not the summary of a run", e);
        }
    }

    /**
     * Reads the summary of a finished run.
     *
     * @throws StorageException if it is missing or damaged
     */
    public static RunSummary read(Folder run) {
        Manifest manifest = ManifestFile.read(run, "run");
        String source = run.location() + "/" + FILE;
        byte[] bytes = ManifestFile.verified(run, manifest, FILE);
        return of(ManifestFile.tree(bytes, source), source);
    }

    /** Returns whether the training ended by itself, and was not interrupted. */
    public boolean isWhole() {
        return outcome != Outcome.INTERRUPTED;
    }

    private static Map<String, Double> numbers(JsonNode json) {
        return new ObjectMapper().convertValue(json, new TypeReference<Map<String, Double>>() {});
    }

    /** Returns this summary as one JSON object. */
    public ObjectNode json() {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = mapper.createObjectNode();
        json.put("status", outcome.name().toLowerCase(Locale.ROOT));
        json.put("epochs", progress.epochs());
        json.put("bestEpoch", progress.bestEpoch());
        json.put("iterations", progress.iterations());
        json.put("examplesPerSecond", Math.round(timing.examplesPerSecond()));
        json.set("iterationMilliseconds", mapper.valueToTree(timing.iterationMilliseconds()));
        json.put("secondsTotal", Math.round(timing.secondsTotal() * 10) / 10.0);
        json.set("train", mapper.valueToTree(metrics.train()));
        json.set("validation", mapper.valueToTree(metrics.validation()));
        json.set("test", mapper.valueToTree(metrics.test()));
        json.set("examples", mapper.valueToTree(examples));
        json.put("parameters", parameters);
        json.put("parametersSha256", digests.parametersSha256());
        json.put("dataDigest", digests.dataDigest());
        ObjectNode version = json.putObject("versions");
        version.put("kindling", versions.kindling());
        version.put("commit", versions.commit());
        version.put("spark", versions.spark());
        version.put("java", versions.java());
        version.put("gemm", versions.gemm());
        return json;
    }
}
