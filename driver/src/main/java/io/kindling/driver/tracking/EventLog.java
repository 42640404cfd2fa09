package io.kindling.driver.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.JsonLines;
import io.kindling.trainer.error.KindlingException;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.training.EpochReport;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;

/**
 * {@code events.jsonl}: what happened in a run folder and when, for machines that watch it: {@code time} (UTC), {@code event}, and what belongs to it. Unlike {@code metrics.jsonl}, which
 * holds the numbers of the epochs that count, it tells of every start in the folder, and an epoch that was trained again stands in it again.
 */
public final class EventLog implements AutoCloseable {
    /** Name of the file. */
    public static final String FILE = "events.jsonl";

    private static final int MAX_BEFORE = 10_000;

    private final ObjectMapper json = new ObjectMapper();
    private final Clock clock;
    private final JsonLines file;

    /**
     * Goes on with the file of a folder.
     *
     * @param warnings told what could not be read or written
     */
    public EventLog(Folder run, Consumer<String> warnings, Clock clock) {
        this.clock = clock;
        this.file = new JsonLines(run, FILE, before(run, warnings), warnings);
    }

    private static List<String> before(Folder run, Consumer<String> warnings) {
        try {
            if (!run.has(FILE)) {
                return List.of();
            }
            List<JsonNode> events = JsonLines.parse(run.read(FILE), run.location() + "/" + FILE);
            return events.subList(Math.max(0, events.size() - MAX_BEFORE), events.size()).stream()
                    .map(JsonLines::line)
                    .toList();
        } catch (StorageException e) {
            warnings.accept("earlier events are lost: " + e.getMessage());
            return List.of();
        }
    }

    /** Adds an event without more to it. */
    public void add(String event) {
        add(event, json.createObjectNode());
    }

    /** Adds an event with its details. */
    public void add(String event, ObjectNode details) {
        ObjectNode line = json.createObjectNode();
        line.put("time", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
        line.put("event", event);
        line.setAll(details);
        file.append(line);
    }

    /** Adds the end of an epoch, and its validation where there was one. */
    public void add(EpochReport report) {
        ObjectNode epoch = json.createObjectNode();
        epoch.put("epoch", report.epoch() + 1);
        epoch.put("iteration", report.iteration());
        epoch.put("seconds", report.seconds());
        epoch.set("metrics", json.valueToTree(report.train()));
        add("epoch", epoch);
        if (!report.validation().isEmpty()) {
            ObjectNode validation = json.createObjectNode();
            validation.put("epoch", report.epoch() + 1);
            validation.set("metrics", json.valueToTree(report.validation()));
            add("validation", validation);
        }
    }

    /** All lines, those before included. */
    public List<String> lines() {
        return file.lines();
    }

    /** Closes the file, and writes again what failed before; where that fails too, the warning that was given stands. */
    @Override
    public void close() {
        try {
            file.finish();
        } catch (KindlingException e) {
            // Nobody is left to be told: the warning came with the first failure.
            file.close();
        }
    }
}
