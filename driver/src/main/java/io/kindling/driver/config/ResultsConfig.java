package io.kindling.driver.config;

import io.kindling.driver.registry.RegistryConfig;
import io.kindling.driver.tracking.TrackingConfig;

/**
 * Where the results are stored.
 *
 * @param output the run folder; the default is a new folder below {@code runs}
 * @param tracking other programs that the training reports to; default none
 * @param registry where the model is stored as a version, and the conditions to become the champion; null, the default,
 * for no registry
 */
public record ResultsConfig(OutputConfig output, TrackingConfig tracking, RegistryConfig registry) {
    public ResultsConfig() {
        this(new OutputConfig(), new TrackingConfig(), null);
    }
}
