package io.kindling.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.redaction.Redaction;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.ManifestFile;
import io.kindling.driver.tracking.IterationPoint;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordWriter;
import io.kindling.trainer.format.Manifest;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The folder of a run. Holds {@code config.yaml} (resolved), {@code metrics.jsonl}, {@code iterations.jsonl}, {@code
 * events.jsonl}, {@code origin.json}, {@code checkpoints/}, {@code model/}, {@code evaluation.json}, {@code
 * summary.json}, {@code provenance.json}, {@code report.html} and the manifest. The manifest is written last, except
 * for the report; a folder without a manifest holds no finished run.
 */
public final class RunFolder {
    /** Name of the file with the resolved configuration. */
    public static final String CONFIG = "config.yaml";

    /** Name of the model folder inside the run folder. */
    public static final String MODEL = "model";

    private RunFolder() {}

    /**
     * Starts a run, or resumes the run in the folder.
     *
     * @param config resolved and masked
     */
    static void begin(Folder run, JsonNode config, RunOrigin origin) {
        run.delete(Manifest.FILE);
        run.delete(RunEvaluation.FILE);
        run.delete(IterationPoint.FILE);
        origin.writeTo(run);
        run.write(CONFIG, configuration(config));
    }

    /**
     * Finishes a run whose model and metrics are written.
     *
     * @param config resolved and masked
     * @param metrics content of {@code metrics.jsonl}
     */
    static void finish(Folder run, JsonNode config, byte[] metrics, RunSummary summary, Provenance provenance) {
        byte[] text = ConfigText.json(summary.json()).getBytes(StandardCharsets.UTF_8);
        run.write(RunSummary.FILE, text);
        byte[] from = provenance.bytes();
        run.write(Provenance.FILE, from);
        ManifestFile.write(
                run,
                new Manifest(
                        Manifest.FORMAT,
                        List.of(
                                Manifest.Entry.of(CONFIG, configuration(config)),
                                Manifest.Entry.of(
                                        RunOrigin.FILE, provenance.origin().bytes()),
                                Manifest.Entry.of(Provenance.FILE, from),
                                Manifest.Entry.of(MetricsLog.FILE, metrics),
                                Manifest.Entry.of(RunSummary.FILE, text))));
    }

    /** Returns the files that describe a finished run, to copy them into a version. */
    public static List<Manifest.Entry> describedBy(Folder run) {
        List<String> names = List.of(CONFIG, RunOrigin.FILE, Provenance.FILE, RunSummary.FILE);
        return ManifestFile.read(run, "run").files().stream()
                .filter(file -> names.contains(file.name()))
                .toList();
    }

    /** Returns the resolved configuration, including secrets. */
    static JsonNode resolved(ExperimentConfig config) {
        return RecordWriter.write(config, ExperimentConfig.class);
    }

    /**
     * Returns the resolved configuration, masked by its own keys and values only. Two runs are compared by this tree.
     */
    static JsonNode tree(ExperimentConfig config) {
        return Redaction.byShape().tree(resolved(config));
    }

    private static byte[] configuration(JsonNode config) {
        return ConfigText.yaml(config).getBytes(StandardCharsets.UTF_8);
    }
}
