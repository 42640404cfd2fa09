package io.kindling.driver.config;

import io.kindling.driver.lock.LockTiming;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Dimensions;
import java.time.Duration;

/**
 * Where a run leaves its results.
 *
 * @param folder of the run, on any file system that Hadoop knows; null, the default, takes a new one below {@code runs}, or below that of the model in the registry
 * @param asOf the date that the run is for, as {@code --as-of} gave it: a record, read by nothing; null for none
 * @param staleLockMinutes a process that holds the lock of a folder and gave no sign of life for longer is taken for dead
 */
public record OutputConfig(String folder, String asOf, int staleLockMinutes) {
    public OutputConfig {
        if (folder != null && folder.isBlank()) {
            throw new ConfigurationException("Invalid output.folder: \"" + folder + "\" (must name a folder)");
        }
        Dimensions.positive("output.staleLockMinutes", staleLockMinutes);
    }

    public OutputConfig() {
        this(null, null, 5);
    }

    /** How the locks of a run are kept. */
    public LockTiming lockTiming() {
        return LockTiming.staleAfter(Duration.ofMinutes(staleLockMinutes));
    }
}
