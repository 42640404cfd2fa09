package io.kindling.driver.registry;

import io.kindling.trainer.layout.Dimensions;

/**
 * What is kept of the earlier runs and versions of a model. The rest is removed after each training. Versions that an
 * alias points to or ever pointed to are always kept, and so are unfinished runs.
 *
 * @param runs number of newest finished run folders to keep in {@code runs} of the model
 * @param checkpoints number of newest finished runs that keep their checkpoints, for more epochs
 * @param versions number of newest versions to keep that no alias ever pointed to
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
