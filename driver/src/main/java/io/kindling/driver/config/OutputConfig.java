package io.kindling.driver.config;

import io.kindling.driver.lock.LockTiming;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Dimensions;
import java.time.Duration;

/**
 * Where a run writes its results.
 *
 * @param folder folder of the run, on any Hadoop file system; null, the default, for a new folder below {@code runs},
 *     or below the {@code runs} of the model in the registry
 * @param asOf logical date of the run, as given by {@code --as-of}; recorded only; null for none
 * @param staleLockMinutes a process that holds the lock of a folder and sends no heartbeat for longer is considered
 *     dead
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

    /** Returns the timing of the locks of a run. */
    public LockTiming lockTiming() {
        return LockTiming.staleAfter(Duration.ofMinutes(staleLockMinutes));
    }
}
