package io.kindling.driver.registry;

import io.kindling.trainer.error.ConfigurationException;
import java.util.Objects;

/**
 * Where trained models are stored, and which version is the champion.
 *
 * @param model name of the model in the registry: letters, digits, {@code .}, {@code _}, {@code -}
 * @param folder folder of the registry, on any Hadoop file system
 * @param gate conditions for a model to become the champion; null, the default, promotes every model
 * @param retention what is kept
 * @param refusedExitCode exit code of a training whose model is not promoted: 6, or 0 if a scheduler should not treat
 * that as a failure
 */
public record RegistryConfig(
        String model, String folder, GateConfig gate, RetentionConfig retention, int refusedExitCode) {
    /** Exit code of a training whose model is not promoted. */
    public static final int REFUSED = 6;

    /** Default folder of the registry. */
    public static final String DEFAULT_FOLDER = "models";

    public RegistryConfig {
        ModelReference.requireName("registry.model", model);
        Objects.requireNonNull(retention, "retention");
        if (folder == null || folder.isBlank()) {
            throw new ConfigurationException("Invalid registry.folder: \"" + folder + "\" (must name a folder)");
        }
        if (refusedExitCode != REFUSED && refusedExitCode != 0) {
            throw new ConfigurationException(
                    "Invalid registry.refusedExitCode: " + refusedExitCode + " (must be " + REFUSED + " or 0)");
        }
    }

    public RegistryConfig(String model) {
        this(model, DEFAULT_FOLDER, null, new RetentionConfig(), REFUSED);
    }
}
