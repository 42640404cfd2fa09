package io.kindling.driver.registry;

import io.kindling.trainer.layout.Dimensions;

/**
 * What is kept of a model's past; the rest is removed after each training. Whatever an alias points to, or ever pointed to, is kept in any case, and so is every run that did not end.
 *
 * @param runs newest finished run folders in {@code runs} of the model
 * @param checkpoints newest finished runs that keep their checkpoints, for more epochs
 * @param versions newest versions that no alias ever pointed to
 */
public record RetentionConfig(int runs, int checkpoints, int versions) {
    public RetentionConfig {
        Dimensions.positive("registry.retention.runs", runs);
        Dimensions.atLeast(0, "registry.retention.checkpoints", checkpoints);
        Dimensions.positive("registry.retention.versions", versions);
    }

    public RetentionConfig() {
        this(30, 1, 10);
    }
}
