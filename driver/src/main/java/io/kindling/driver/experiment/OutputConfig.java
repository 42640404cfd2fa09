package io.kindling.driver.experiment;

import io.kindling.trainer.error.ConfigurationException;

/**
 * Where a run leaves its results.
 *
 * @param folder of the run, on any file system that Hadoop knows; null, the default, takes a new one below {@code runs}
 */
public record OutputConfig(String folder) {
    public OutputConfig {
        if (folder != null && folder.isBlank()) {
            throw new ConfigurationException("Invalid output.folder: \"" + folder + "\" (must name a folder)");
        }
    }

    public OutputConfig() {
        this(null);
    }
}
