package io.kindling.driver.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.gradient.BatchPosition;
import io.kindling.trainer.metric.Metric;
import io.kindling.trainer.metric.MetricSums;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.schedule.ScheduleState;
import io.kindling.trainer.training.EarlyStopping;
import io.kindling.trainer.training.TrainingState;
import java.util.Arrays;
import java.util.List;

/**
 * JSON format of the numbers of a training state other than its arrays. Doubles are hexadecimal strings, which preserve
 * every bit and NaN.
 */
final class StateFormat {
    private static final String BEST_MODEL = "bestModel";

    private final List<Metric> metrics;
    private final int columns;

    /**
     * Creates the format for one training.
     *
     * @param metrics metrics of the epoch sums
     * @param columns number of network outputs
     */
    StateFormat(List<Metric> metrics, int columns) {
        this.metrics = List.copyOf(metrics);
        this.columns = columns;
    }

    ObjectNode json(TrainingState state) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("epoch", state.epoch());
        json.put("batch", state.batch());
        json.put("iteration", state.iteration());
        ArrayNode sums = json.putArray("epochSums");
        Arrays.stream(state.epochSums().sums()).mapToObj(Double::toHexString).forEach(sums::add);
        ObjectNode schedule = json.putObject("schedule");
        schedule.put("learningRate", Double.toHexString(state.schedule().learningRate()));
        schedule.put("best", Double.toHexString(state.schedule().best()));
        schedule.put("bad", state.schedule().bad());
        schedule.put("cooldown", state.schedule().cooldown());
        ObjectNode stopping = json.putObject("earlyStopping");
        stopping.put("best", Double.toHexString(state.stopping().best()));
        stopping.put("bestEpoch", state.stopping().bestEpoch());
        stopping.put("badEpochs", state.stopping().badEpochs());
        stopping.put(BEST_MODEL, state.stopping().bestModel() != null);
        return json;
    }

    /** Whether early stopping has a best model. */
    boolean hasBestModel(JsonNode json, String source) {
        JsonNode value = json.path("earlyStopping").path(BEST_MODEL);
        if (!value.isBoolean()) {
            throw new StorageException("Cannot read " + source + ": " + BEST_MODEL + " is " + value);
        }
        return value.booleanValue();
    }

    /**
     * Reads the state with the given arrays.
     *
     * @param best model of the best epoch, or null
     * @param source location of the JSON, for messages
     * @throws StorageException if the JSON is not in the format of {@link #json}
     */
    TrainingState state(JsonNode json, ModelState model, float[][] slots, ModelState best, String source) {
        JsonNode schedule = json.path("schedule");
        JsonNode stopping = json.path("earlyStopping");
        return new TrainingState(
                model,
                slots,
                new BatchPosition(
                        (int) integer(json, "epoch", 0, Integer.MAX_VALUE, source),
                        integer(json, "batch", 0, Long.MAX_VALUE, source),
                        integer(json, "iteration", 0, Long.MAX_VALUE, source)),
                sums(json.path("epochSums"), source),
                new ScheduleState(
                        number(schedule, "learningRate", source),
                        number(schedule, "best", source),
                        (int) integer(schedule, "bad", 0, Integer.MAX_VALUE, source),
                        (int) integer(schedule, "cooldown", 0, Integer.MAX_VALUE, source)),
                new EarlyStopping.Progress(
                        number(stopping, "best", source),
                        (int) integer(stopping, "bestEpoch", -1, Integer.MAX_VALUE, source),
                        (int) integer(stopping, "badEpochs", 0, Integer.MAX_VALUE, source),
                        best));
    }

    private MetricSums sums(JsonNode json, String source) {
        MetricSums sums = new MetricSums(metrics, columns);
        double[] values = sums.sums();
        if (!json.isArray() || json.size() != values.length) {
            throw new StorageException(
                    "Cannot read " + source + ": " + json.size() + " epochSums, expected " + values.length);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = parse(json.get(i), "epochSums", source);
        }
        return sums;
    }

    private static long integer(JsonNode json, String key, long min, long max, String source) {
        JsonNode value = json.path(key);
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < min
                || value.longValue() > max) {
            throw new StorageException("Cannot read " + source + ": " + key + " is " + value);
        }
        return value.longValue();
    }

    private static double number(JsonNode json, String key, String source) {
        return parse(json.path(key), key, source);
    }

    private static double parse(JsonNode value, String key, String source) {
        try {
            return Double.parseDouble(value.asText());
        } catch (NumberFormatException e) {
            throw new StorageException("Cannot read " + source + ": " + key + " is " + value, e);
        }
    }
}
