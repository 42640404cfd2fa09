package io.kindling.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.data.ParentInputs;
import io.kindling.driver.redaction.Redaction;
import io.kindling.driver.report.RunView;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.JsonLines;
import io.kindling.driver.tracking.EventLog;
import io.kindling.driver.tracking.IterationPoint;
import io.kindling.trainer.training.EpochReport;
import io.kindling.trainer.training.IterationReport;
import io.kindling.trainer.training.TrainingListener;
import io.kindling.trainer.training.TrainingState;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The state of a running training. Writes the events and shows the run to other threads as a {@link RunView}. All
 * methods except {@link #view} are called by the training thread.
 */
public final class RunJournal implements TrainingListener, AutoCloseable {
    private final Folder run;
    private final JsonNode config;
    private final Redaction redaction;
    private final int epochs;
    private final EventLog events;
    private String status = "preparing";
    private Supplier<List<String>> epochLines = List::of;
    private Supplier<List<IterationPoint>> points = List::of;
    private IterationReport latest;
    private long iterationsBefore;
    private long loopBegan;
    private JsonNode evaluation = MissingNode.getInstance();
    private JsonNode summary = MissingNode.getInstance();

    /**
     * Creates a journal and writes the event {@code started}.
     *
     * @param redaction of everything that it writes and shows
     * @param warnings receives each event that could not be written
     */
    RunJournal(Folder run, ExperimentConfig config, Redaction redaction, Consumer<String> warnings) {
        this.run = run;
        this.redaction = redaction;
        this.config = redaction.tree(RunFolder.resolved(config));
        this.epochs = config.training().config().epochs();
        this.events = new EventLog(run, warnings, Clock.systemUTC());
        events.add("started");
    }

    /** Returns the redaction of everything that this journal writes and shows. */
    Redaction redaction() {
        return redaction;
    }

    private static ObjectNode details() {
        return JsonNodeFactory.instance.objectNode();
    }

    /**
     * Records the start of the loop.
     *
     * @param iteration updates done before; 0 for a new training
     * @param lines of {@code metrics.jsonl} so far, read for each view
     * @param history points of the curves so far, read for each view
     */
    synchronized void loopStarted(
            long iteration, Supplier<List<String>> lines, Supplier<List<IterationPoint>> history) {
        status = "running";
        iterationsBefore = iteration;
        loopBegan = System.nanoTime();
        epochLines = lines;
        points = history;
        if (iteration > 0) {
            events.add("resumed", details().put("iteration", iteration));
        }
    }

    /** Records the initial model, whose inputs the data matches. */
    void startsFrom(ParentInputs model) {
        events.add(
                "startsFrom",
                details()
                        .put("model", model.model())
                        .put("vocabulary", model.vocabulary().name().toLowerCase(Locale.ROOT))
                        .put("message", model.describe()));
    }

    /** Records a completed checkpoint. Called by the writer thread. */
    void checkpoint(String name, long iteration) {
        events.add("checkpoint", details().put("name", name).put("iteration", iteration));
    }

    /** Records a problem that does not end the training. Called by any thread. */
    void warning(String text) {
        events.add("warning", details().put("message", redaction.text(text)));
    }

    @Override
    public synchronized void onIteration(IterationReport report, TrainingState state) {
        latest = report;
    }

    @Override
    public void onEpoch(EpochReport report, TrainingState state) {
        events.add(report);
    }

    /** Records the evaluation of the model, for the report. */
    synchronized void evaluated(ObjectNode json) {
        evaluation = json;
    }

    /**
     * Trains, records the outcome, and writes the report.
     *
     * @param warnings receives a message if the report cannot be written
     */
    RunSummary ending(Consumer<String> warnings, Supplier<RunSummary> training) {
        try {
            RunSummary result = training.get();
            ended(result);
            return result;
        } catch (Throwable e) {
            failed(e);
            throw e;
        } finally {
            RunReport.write(run, view(), warnings);
        }
    }

    private synchronized void ended(RunSummary of) {
        summary = of.json();
        status = of.outcome().name().toLowerCase(Locale.ROOT);
        String event = switch (of.outcome()) {
            case COMPLETED, STOPPED_EARLY -> "finished";
            case INTERRUPTED -> "interrupted";
        };
        events.add(
                event,
                details()
                        .put("status", status)
                        .put("epochs", of.progress().epochs())
                        .put("iteration", of.progress().iterations()));
    }

    private synchronized void failed(Throwable error) {
        status = "failed";
        String message = error.getMessage() == null ? error.toString() : error.getMessage();
        events.add("failed", details().put("message", redaction.text(message)));
    }

    /** Returns the current state of the run. Called by any thread. */
    public RunView view() {
        Supplier<List<String>> lines;
        Supplier<List<IterationPoint>> history;
        JsonNode[] parts;
        String currentStatus;
        synchronized (this) {
            lines = epochLines;
            history = points;
            currentStatus = status;
            parts = new JsonNode[] {evaluation, summary, progress()};
        }
        // Outside the lock, so that readers never block the training.
        String location = redaction.value(run.location());
        return new RunView(
                location.substring(location.lastIndexOf('/') + 1),
                location,
                currentStatus,
                config,
                new RunView.History(objects(lines.get()), history.get(), objects(events.lines())),
                parts[0],
                parts[1],
                parts[2]);
    }

    private static List<JsonNode> objects(List<String> lines) {
        return JsonLines.parse(String.join("", lines).getBytes(StandardCharsets.UTF_8), "a line of this training");
    }

    private JsonNode progress() {
        if (latest == null || !status.equals("running")) {
            return MissingNode.getInstance();
        }
        long all = epochs * latest.batches();
        long done = latest.iteration() - iterationsBefore;
        double elapsed = (System.nanoTime() - loopBegan) / 1e9;
        return details()
                .put("epoch", latest.epoch() + 1)
                .put("epochs", epochs)
                .put("batch", latest.batch() + 1)
                .put("batches", latest.batches())
                .put("iteration", latest.iteration())
                .put("iterations", all)
                .put("loss", latest.loss())
                .put("seconds", elapsed)
                .put("secondsLeft", elapsed / done * (all - latest.iteration()));
    }

    @Override
    public void close() {
        events.close();
    }
}
