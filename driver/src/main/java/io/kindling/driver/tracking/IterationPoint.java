package io.kindling.driver.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.trainer.error.StorageException;

/**
 * Neighbouring iterations as one point of a curve.
 *
 * @param iteration updates done at its end
 * @param iterations that it stands for
 * @param loss mean of theirs
 * @param learningRate of the last
 * @param gradientNorm mean of theirs
 * @param examples trained on in them
 * @param seconds that they took
 */
public record IterationPoint(
        long iteration,
        long iterations,
        double loss,
        double learningRate,
        double gradientNorm,
        long examples,
        double seconds) {
    /** The file of a run with its points, one JSON object a line. */
    public static final String FILE = "iterations.jsonl";

    /** This one and the next as one. */
    IterationPoint plus(IterationPoint next) {
        long both = iterations + next.iterations;
        return new IterationPoint(
                next.iteration,
                both,
                mean(loss, next.loss, next.iterations, both),
                next.learningRate,
                mean(gradientNorm, next.gradientNorm, next.iterations, both),
                examples + next.examples,
                seconds + next.seconds);
    }

    private static double mean(double mine, double others, long otherIterations, long both) {
        return mine + (others - mine) * otherIterations / both;
    }

    /** The rate in them. */
    public double examplesPerSecond() {
        return examples / seconds;
    }

    /** As one JSON object; a number that is none becomes a text. */
    public ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("iteration", iteration);
        json.put("iterations", iterations);
        json.put("loss", loss);
        json.put("learningRate", learningRate);
        json.put("gradientNorm", gradientNorm);
        json.put("examples", examples);
        json.put("seconds", seconds);
        return json;
    }

    /**
     * Reads what {@link #json} wrote.
     *
     * @param source what it comes from, for messages
     * @throws StorageException if it is anything else
     */
    public static IterationPoint of(JsonNode json, String source) {
        try {
            return new IterationPoint(
                    json.path("iteration").asLong(),
                    json.path("iterations").asLong(),
                    number(json.path("loss")),
                    number(json.path("learningRate")),
                    number(json.path("gradientNorm")),
                    json.path("examples").asLong(),
                    number(json.path("seconds")));
        } catch (NumberFormatException e) {
            throw new StorageException("Cannot read " + source + ": " + json + " is no point of a curve", e);
        }
    }

    private static double number(JsonNode value) {
        return Double.parseDouble(value.asText());
    }
}
