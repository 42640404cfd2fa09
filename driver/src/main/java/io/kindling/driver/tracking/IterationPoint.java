package io.kindling.driver.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.trainer.error.StorageException;

/**
 * A group of consecutive iterations as one point of a curve.
 *
 * @param iteration updates done at its end
 * @param iterations number of iterations that it covers
 * @param loss mean over the iterations
 * @param learningRate of the last iteration
 * @param gradientNorm mean over the iterations
 * @param examples trained on in these iterations
 * @param seconds duration of these iterations
 */
public record IterationPoint(
        long iteration,
        long iterations,
        double loss,
        double learningRate,
        double gradientNorm,
        long examples,
        double seconds) {
    /** Name of the file with the points of a run, one JSON object per line. */
    public static final String FILE = "iterations.jsonl";

    /** Merges this point with the next. */
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

    /** Returns the rate of this point. */
    public double examplesPerSecond() {
        return examples / seconds;
    }

    /** Returns this point as one JSON object. Writes NaN and infinity as strings. */
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
     * Reads a point written by {@link #json}.
     *
     * @param source of the JSON, for error messages
     * @throws StorageException if it is not a point
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
            throw new StorageException("Cannot read " + source + ": " + json + " is not a point of a curve", e);
        }
    }

    private static double number(JsonNode value) {
        return Double.parseDouble(value.asText());
    }
}
