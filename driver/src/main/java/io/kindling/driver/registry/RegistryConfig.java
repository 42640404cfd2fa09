package io.kindling.driver.registry;

import io.kindling.trainer.error.ConfigurationException;
import java.util.Objects;

/**
 * Where trained models are kept, and which of them is used.
 *
 * @param model name of the model in the registry: letters, digits, {@code .}, {@code _}, {@code -}
 * @param folder of the registry, on any file system that Hadoop knows
 * @param gate what a model must show to become the champion; null, the default, promotes every model
 * @param retention what is kept
 * @param refusedExitCode of a training whose model is not promoted: 6, or 0 where a scheduler should not see that as a failure
 */
public record RegistryConfig(
        String model, String folder, GateConfig gate, RetentionConfig retention, int refusedExitCode) {
    /** Exit code of a training whose model is not promoted. */
    public static final int REFUSED = 6;

    /** Registry of a reference or configuration that names none. */
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
