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
 * The folder of a run: {@code config.yaml} (resolved), {@code metrics.jsonl}, {@code iterations.jsonl}, {@code events.jsonl}, {@code origin.json},
 * {@code checkpoints/}, {@code model/}, {@code evaluation.json}, {@code summary.json}, {@code provenance.json} and, written last, the manifest; beside it {@code report.html}. A folder without
 * a manifest holds no finished run.
 */
public final class RunFolder {
    /** Resolved configuration. */
    public static final String CONFIG = "config.yaml";

    /** Folder of the model inside that of the run. */
    public static final String MODEL = "model";

    private RunFolder() {}

    /**
     * Begins a run, or goes on with one that is there.
     *
     * @param config resolved, masked
     */
    static void begin(Folder run, JsonNode config, RunOrigin origin) {
        run.delete(Manifest.FILE);
        run.delete(RunEvaluation.FILE);
        run.delete(IterationPoint.FILE);
        origin.writeTo(run);
        run.write(CONFIG, configuration(config));
    }

    /**
     * Ends a run whose model and metrics are written.
     *
     * @param config resolved, masked
     * @param metrics bytes of {@code metrics.jsonl}
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

    /** The files of a finished run that say what it was: for a copy of it as a version. */
    public static List<Manifest.Entry> describedBy(Folder run) {
        List<String> names = List.of(CONFIG, RunOrigin.FILE, Provenance.FILE, RunSummary.FILE);
        return ManifestFile.read(run, "run").files().stream()
                .filter(file -> names.contains(file.name()))
                .toList();
    }

    /** The resolved configuration, with its secrets. */
    static JsonNode resolved(ExperimentConfig config) {
        return RecordWriter.write(config, ExperimentConfig.class);
    }

    /** The resolved configuration, masked by what it says alone: what runs are compared by. */
    static JsonNode tree(ExperimentConfig config) {
        return Redaction.byShape().tree(resolved(config));
    }

    private static byte[] configuration(JsonNode config) {
        return ConfigText.yaml(config).getBytes(StandardCharsets.UTF_8);
    }
}
