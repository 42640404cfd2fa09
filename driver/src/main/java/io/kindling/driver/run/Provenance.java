package io.kindling.driver.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.checkpoint.RunIdentity;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.redaction.Masked;
import io.kindling.driver.redaction.Redaction;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.Inline;
import io.kindling.trainer.config.RecordWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The origin of a model: {@code provenance.json}. Together with {@code config.yaml} it is enough to repeat the
 * training.
 *
 * @param asOf the logical date of the run, or null
 * @param finished time, UTC
 * @param configuration digests of the configuration
 * @param digests of the parameters and of the training examples
 * @param origin of the run
 */
public record Provenance(
        String asOf,
        String finished,
        @Inline ConfigurationDigests configuration,
        int epochs,
        long seed,
        @Inline RunSummary.Digests digests,
        Versions versions,
        RunOrigin origin) {
    /**
     * Digests of a configuration.
     *
     * @param configurationSha256 of every value in the configuration that changes the bits of the model, except the
     *     number of epochs and the locations of the data
     * @param maskedFingerprint of the values that {@code config.yaml} masks although they may not be secrets ({@link
     *     Masked#fingerprint}); empty for none
     */
    record ConfigurationDigests(String configurationSha256, String maskedFingerprint) {}

    /** Name of the file. */
    public static final String FILE = "provenance.json";

    static Provenance of(ExperimentConfig config, RunSummary summary, RunOrigin origin) {
        return new Provenance(
                config.output().asOf(),
                Instant.now().toString(),
                new ConfigurationDigests(
                        RunIdentity.of(
                                        RunFolder.tree(config),
                                        config.training().config().batching())
                                .digest(),
                        Masked.fingerprint(RunFolder.resolved(config).path("data"))),
                config.training().config().epochs(),
                config.training().config().seed(),
                summary.digests(),
                summary.versions(),
                origin);
    }

    /** Returns the JSON text. */
    byte[] bytes() {
        ObjectNode json = (ObjectNode) RecordWriter.write(this, Provenance.class);
        return ConfigText.json(Redaction.byShape().tree(json)).getBytes(StandardCharsets.UTF_8);
    }
}
