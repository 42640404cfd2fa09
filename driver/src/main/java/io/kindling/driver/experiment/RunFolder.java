package io.kindling.driver.experiment;

import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.ManifestFile;
import io.kindling.trainer.checkpoint.Manifest;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordWriter;
import io.kindling.trainer.error.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The folder of a run: {@code config.yaml} (resolved), {@code metrics.jsonl}, {@code model/}, {@code summary.json} and, written last, the manifest. A folder without a
 * manifest holds no finished run.
 */
public final class RunFolder {
    /** Resolved configuration. */
    public static final String CONFIG = "config.yaml";

    /** Folder of the model inside that of the run. */
    public static final String MODEL = "model";

    private RunFolder() {}

    /**
     * Begins a run.
     *
     * @throws ConfigurationException if the folder holds a finished run
     */
    static void begin(Folder run, ExperimentConfig config) {
        if (run.has(Manifest.FILE)) {
            throw new ConfigurationException("Cannot write run: " + run.location()
                    + "; it holds a finished run, give another folder with --output or remove it");
        }
        run.write(CONFIG, configuration(config));
    }

    /** Ends a run whose model and metrics are written. */
    static void finish(Folder run, ExperimentConfig config, RunSummary summary) {
        byte[] text = ConfigText.json(summary.json()).getBytes(StandardCharsets.UTF_8);
        run.write(RunSummary.FILE, text);
        ManifestFile.write(
                run,
                new Manifest(
                        Manifest.FORMAT,
                        List.of(
                                Manifest.Entry.of(CONFIG, configuration(config)),
                                Manifest.Entry.of(MetricsLog.FILE, run.read(MetricsLog.FILE)),
                                Manifest.Entry.of(RunSummary.FILE, text))));
    }

    private static byte[] configuration(ExperimentConfig config) {
        return ConfigText.yaml(RecordWriter.write(config, ExperimentConfig.class))
                .getBytes(StandardCharsets.UTF_8);
    }
}
