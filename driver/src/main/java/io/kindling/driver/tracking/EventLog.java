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
 * The event log of a run folder: {@code events.jsonl}, for monitoring tools. Each line holds {@code time} (UTC), {@code
 * event} and the details of the event. {@code metrics.jsonl} holds each epoch once; this log covers every start in the
 * folder, and repeats an epoch that was trained again.
 */
public final class EventLog implements AutoCloseable {
    /** Name of the file. */
    public static final String FILE = "events.jsonl";

    private static final int MAX_BEFORE = 10_000;

    private final ObjectMapper json = new ObjectMapper();
    private final Clock clock;
    private final JsonLines file;

    /**
     * Opens the log of a folder and keeps its earlier events.
     *
     * @param warnings receives each failed read or write
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

    /** Adds an event without details. */
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

    /** Adds the end of an epoch, with its validation metrics if there are any. */
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

    /** Returns all lines, including earlier starts. */
    public List<String> lines() {
        return file.lines();
    }

    /** Closes the file and retries a failed write. A second failure is not reported again. */
    @Override
    public void close() {
        try {
            file.finish();
        } catch (KindlingException e) {
            // The first failure was already a warning.
            file.close();
        }
    }
}
