package io.kindling.driver.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.JsonLines;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.training.EpochReport;
import io.kindling.trainer.training.TrainingListener;
import io.kindling.trainer.training.TrainingState;
import java.util.List;
import java.util.function.Consumer;

/** Writes {@code metrics.jsonl}: one line of metrics per epoch. */
public final class MetricsLog implements TrainingListener, AutoCloseable {
    /** Name of the file. */
    public static final String FILE = "metrics.jsonl";

    private final ObjectMapper json = new ObjectMapper();
    private final TimeLog times;
    private final JsonLines file;

    /**
     * Starts a new file.
     *
     * @param times a listener that runs before this one
     * @param history lines of the epochs before a resume
     * @param warnings receives each failed write
     */
    MetricsLog(Folder run, TimeLog times, List<String> history, Consumer<String> warnings) {
        this.times = times;
        this.file = new JsonLines(run, FILE, history, warnings);
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
        file.append(line);
    }

    /** Returns all lines, including the epochs before a resume. */
    public List<String> lines() {
        return file.lines();
    }

    @Override
    public void close() {
        file.close();
    }

    /**
     * Closes the file and retries a failed write. Returns the whole file.
     *
     * @throws StorageException if the write fails again
     */
    byte[] finish() {
        return file.finish();
    }
}
