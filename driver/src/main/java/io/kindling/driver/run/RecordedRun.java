package io.kindling.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.kindling.driver.checkpoint.CheckpointStore;
import io.kindling.driver.redaction.Redaction;
import io.kindling.driver.report.RunView;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.JsonLines;
import io.kindling.driver.storage.ManifestFile;
import io.kindling.driver.tracking.EventLog;
import io.kindling.driver.tracking.IterationPoint;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Manifest;
import java.util.List;

/** Reads a run folder, finished or not. */
public final class RecordedRun {
    private RecordedRun() {}

    /**
     * Reads a run for its report. A missing file leaves its part of the report empty.
     *
     * @throws StorageException if the folder holds no run, or if a file cannot be read
     */
    public static RunView read(Folder run) {
        if (!run.has(RunFolder.CONFIG)) {
            throw new StorageException(
                    "Cannot report on " + run.location() + ": it holds no run (no " + RunFolder.CONFIG + ")");
        }
        Redaction redaction = Redaction.of(System.getenv());
        String location = redaction.value(run.location());
        List<JsonNode> events =
                lines(run, EventLog.FILE).stream().map(redaction::tree).toList();
        JsonNode summary = run.has(Manifest.FILE) ? tree(run, RunSummary.FILE) : MissingNode.getInstance();
        return new RunView(
                location.substring(location.lastIndexOf('/') + 1),
                location,
                status(summary, events),
                redaction.tree(tree(run, RunFolder.CONFIG)),
                new RunView.History(lines(run, MetricsLog.FILE), points(run), events),
                tree(run, RunEvaluation.FILE),
                summary,
                MissingNode.getInstance());
    }

    /** Returns the status of the summary, or how the last start ended. A killed process leaves no final event. */
    private static String status(JsonNode summary, List<JsonNode> events) {
        if (!summary.isMissingNode()) {
            return summary.path("status").asText();
        }
        String last = events.isEmpty()
                ? ""
                : events.get(events.size() - 1).path("event").asText();
        return last.equals("failed") || last.equals("interrupted") ? last : "unfinished";
    }

    /** The loop writes the points at its end. A killed run has them in its last checkpoint. */
    private static List<IterationPoint> points(Folder run) {
        Folder folder = run;
        if (!run.has(IterationPoint.FILE)) {
            Folder checkpoints = run.folder(CheckpointStore.FOLDER);
            List<String> names = checkpoints.names();
            folder = names.isEmpty() ? run : checkpoints.folder(names.get(names.size() - 1));
        }
        String source = folder.location() + "/" + IterationPoint.FILE;
        return lines(folder, IterationPoint.FILE).stream()
                .map(line -> IterationPoint.of(line, source))
                .toList();
    }

    private static JsonNode tree(Folder run, String name) {
        if (!run.has(name)) {
            return MissingNode.getInstance();
        }
        return ManifestFile.tree(run.read(name), run.location() + "/" + name);
    }

    private static List<JsonNode> lines(Folder run, String name) {
        return run.has(name) ? JsonLines.parse(run.read(name), run.location() + "/" + name) : List.of();
    }
}
