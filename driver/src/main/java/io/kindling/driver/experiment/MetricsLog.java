package io.kindling.driver.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.training.EpochReport;
import io.kindling.trainer.training.TrainingListener;
import io.kindling.trainer.training.TrainingState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FSDataOutputStream;

/** {@code metrics.jsonl}: one JSON object a line, one line an epoch, on storage as soon as the file system allows. */
public final class MetricsLog implements TrainingListener, AutoCloseable {
    /** Name of the file. */
    public static final String FILE = "metrics.jsonl";

    private final ObjectMapper json = new ObjectMapper();
    private final OutputStream out;
    private final String location;
    private final TimeLog times;

    /**
     * Starts the file anew.
     *
     * @param times a listener that is told before this one
     */
    MetricsLog(Folder run, TimeLog times) {
        this.times = times;
        this.out = run.create(FILE);
        this.location = run.location() + "/" + FILE;
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
        try {
            out.write((json.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
            if (out instanceof FSDataOutputStream stream) {
                stream.hflush();
            }
        } catch (IOException e) {
            throw new StorageException("Cannot write " + location + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new StorageException("Cannot write " + location + ": " + e.getMessage(), e);
        }
    }
}
