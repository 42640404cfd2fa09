package io.kindling.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.checkpoint.Resume;
import io.kindling.driver.checkpoint.RunIdentity;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.redaction.Masked;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.storage.ManifestFile;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Manifest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A finished run found in the output folder of another run.
 *
 * @param config with masked values
 * @param fingerprint of the masked values; empty if the run stored none
 */
record FinishedRun(String location, ExperimentConfig config, Optional<String> fingerprint, RunSummary summary) {

    /**
     * Reads the finished run of a folder. Returns empty if there is none, or if its last files are incomplete.
     *
     * @param warnings receives a message for each damaged file
     * @throws ConfigurationException if the content of the folder cannot be determined
     */
    static Optional<FinishedRun> read(Folder run, Consumer<String> warnings) {
        if (!run.has(Manifest.FILE)) {
            return Optional.empty();
        }
        byte[] config;
        Optional<String> fingerprint;
        RunSummary summary;
        try {
            Manifest manifest = ManifestFile.read(run, "run");
            config = ManifestFile.verified(run, manifest, RunFolder.CONFIG);
            fingerprint = fingerprint(run, manifest);
            byte[] text = ManifestFile.verified(run, manifest, RunSummary.FILE);
            summary = RunSummary.of(ManifestFile.tree(text, RunSummary.FILE), run.location() + "/" + RunSummary.FILE);
        } catch (StorageException e) {
            warnings.accept("the run in " + run.location() + " is incomplete: " + e.getMessage());
            return Optional.empty();
        }
        try {
            ObjectNode tree = tree(config, RunFolder.CONFIG);
            ExperimentConfig parsed = RecordReader.read(tree, ExperimentConfig.class, RunFolder.CONFIG);
            return Optional.of(new FinishedRun(run.location(), parsed, fingerprint, summary));
        } catch (ConfigurationException e) {
            throw refused(run.location(), e.getMessage());
        }
    }

    private static Optional<String> fingerprint(Folder run, Manifest manifest) {
        if (manifest.files().stream().noneMatch(file -> file.name().equals(Provenance.FILE))) {
            return Optional.empty();
        }
        JsonNode provenance = tree(ManifestFile.verified(run, manifest, Provenance.FILE), Provenance.FILE);
        return Optional.ofNullable(provenance.path("maskedFingerprint").textValue());
    }

    private static ObjectNode tree(byte[] bytes, String name) {
        return ConfigText.parse(new String(bytes, StandardCharsets.UTF_8), name);
    }

    /**
     * Returns whether this is the requested run. Returns false if the requested run only has more epochs.
     *
     * @throws ConfigurationException if this run is another training
     */
    boolean is(ExperimentConfig wanted) {
        List<String> differences = new ArrayList<>(places(wanted).differences(places(config)));
        JsonNode data = RunFolder.resolved(wanted).path("data");
        if (fingerprint.isPresent() && !Masked.isFingerprint(fingerprint.get(), data)) {
            differences.add("a masked value in data differs");
        }
        int epochs = config.training().config().epochs();
        int wantedEpochs = wanted.training().config().epochs();
        if (wantedEpochs < epochs) {
            differences.add("training.epochs is " + wantedEpochs + ", was " + epochs);
        }
        if (!differences.isEmpty()) {
            throw refused(location, String.join("; ", differences));
        }
        if (wanted.training().execution().resume() == Resume.NEVER) {
            throw refused(location, "training.resume is never");
        }
        return wantedEpochs == epochs;
    }

    /** Returns the error for more epochs without a checkpoint to resume from. */
    ConfigurationException withoutCheckpoint(ExperimentConfig wanted) {
        return refused(
                location,
                "training.epochs is " + wanted.training().config().epochs() + ", was "
                        + config.training().config().epochs() + ", and it has no checkpoint to resume from");
    }

    private static RunIdentity places(ExperimentConfig config) {
        return RunIdentity.withPlaces(
                RunFolder.tree(config), config.training().config().batching());
    }

    private static ConfigurationException refused(String location, String why) {
        return new ConfigurationException("Cannot write run: " + location + "; it holds a finished run (" + why
                + "); give another folder with --output or remove it");
    }
}
