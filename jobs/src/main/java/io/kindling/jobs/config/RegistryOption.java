package io.kindling.jobs.config;

import io.kindling.driver.registry.RegistryConfig;
import picocli.CommandLine.Option;

/** {@code --registry}, for every command that reads models from a registry. */
public final class RegistryOption {
    @Option(
            names = "--registry",
            paramLabel = "FOLDER",
            defaultValue = RegistryConfig.DEFAULT_FOLDER,
            description = "Folder of the model registry; default ${DEFAULT-VALUE}.")
    private String folder;

    /** The folder, on any Hadoop file system. */
    public String folder() {
        return folder;
    }
}
