package io.kindling.driver.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.FolderOutput;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.training.EpochReport;
import io.kindling.trainer.training.TrainingListener;
import io.kindling.trainer.training.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * {@code metrics.jsonl}: one JSON object a line, one line an epoch, on storage as soon as the file system allows. Storage that fails ends no training: the lines are kept, and written
 * again at the end.
 */
public final class MetricsLog implements TrainingListener, AutoCloseable {
    /** Name of the file. */
    public static final String FILE = "metrics.jsonl";

    private final ObjectMapper json = new ObjectMapper();
    private final Folder run;
    private final Consumer<String> warnings;
    private final TimeLog times;
    private final List<String> lines;
    private final FolderOutput out;
    private boolean whole = true;

    /**
     * Begins the file anew.
     *
     * @param times a listener that is told before this one
     * @param history lines of the epochs before a resume
     * @param warnings told what could not be written
     */
    MetricsLog(Folder run, TimeLog times, List<String> history, Consumer<String> warnings) {
        this.run = run;
        this.times = times;
        this.warnings = warnings;
        this.lines = new ArrayList<>(history);
        this.out = run.create(FILE);
        append(String.join("", lines));
    }

    @Override
    public void onEpoch(EpochReport report, TrainingState state) {
        ObjectNode line = json.createObjectNode();
        line.put("epoch", report.epoch() + 1);
        line.put("iteration", report.iteration());
        line.put("learningRate", report.learningRate());
        line.set("train", json.valueToTree(report.train()));
        line.set("validation", json.valueToTree(report.validation()));
        line.put("examplesPerSecond", report.examplesPerSecond());
        line.put("seconds", report.seconds());
        line.set("iterationMilliseconds", json.valueToTree(times.lastEpoch()));
        String text = text(line) + "\n";
        lines.add(text);
        append(text);
    }

    private String text(ObjectNode line) {
        try {
            return json.writeValueAsString(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void append(String text) {
        if (!whole) {
            return;
        }
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.publish();
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(IOException e) {
        if (whole) {
            warnings.accept("Cannot write " + run.location() + "/" + FILE + ": " + e.getMessage()
                    + "; training goes on, its lines are written at the end");
        }
        whole = false;
    }

    /** All lines so far, those before a resume included. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            failed(e);
        }
    }

    /**
     * Closes the file, and writes again what failed before. Returns all of it.
     *
     * @throws StorageException if it fails again
     */
    byte[] finish() {
        close();
        byte[] bytes = String.join("", lines).getBytes(StandardCharsets.UTF_8);
        if (!whole) {
            run.write(FILE, bytes);
            whole = true;
        }
        return bytes;
    }
}
