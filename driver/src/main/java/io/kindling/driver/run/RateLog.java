package io.kindling.driver.run;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.driver.storage.JsonLines;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.training.EpochReport;
import io.kindling.trainer.training.TrainingListener;
import io.kindling.trainer.training.TrainingState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Records the rate of each epoch and the last report. */
final class RateLog implements TrainingListener {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Double> rates = new ArrayList<>();
    private Map<String, Double> lastTrain = Map.of();

    /** Creates a log that starts with the epochs before a resume, from the lines of {@code metrics.jsonl}. */
    RateLog(List<String> history) {
        String source = MetricsLog.FILE + " of a checkpoint";
        byte[] text = String.join("", history).getBytes(StandardCharsets.UTF_8);
        for (JsonNode line : JsonLines.parse(text, source)) {
            JsonNode rate = line.path("examplesPerSecond");
            if (rate.isNumber()) {
                rates.add(rate.doubleValue());
            }
            lastTrain = numbers(line.path("train"), source);
        }
    }

    private static Map<String, Double> numbers(JsonNode json, String source) {
        try {
            return JSON.convertValue(json, new TypeReference<Map<String, Double>>() {});
        } catch (IllegalArgumentException e) {
            throw new StorageException("Cannot read " + source + ": its field train must hold numbers", e);
        }
    }

    @Override
    public void onEpoch(EpochReport report, TrainingState state) {
        if (report.examples() > 0) {
            rates.add(report.examplesPerSecond());
        }
        lastTrain = report.train();
    }

    /**
     * Returns the median rate in examples per second. Skips the first epoch, in which the JVM warms up, unless it is
     * the only one.
     */
    double steadyRate() {
        List<Double> steady = rates.size() > 1 ? rates.subList(1, rates.size()) : rates;
        List<Double> sorted = steady.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
    }

    Map<String, Double> lastTrain() {
        return lastTrain;
    }
}
