package io.kindling.driver.lock;

import java.time.Duration;

/**
 * The timing of a lock.
 *
 * @param beat interval between two heartbeats of the owner
 * @param stale time without a heartbeat after which the owner is considered dead
 */
public record LockTiming(Duration beat, Duration stale) {
    private static final Duration BEAT = Duration.ofSeconds(10);

    /** Returns a timing with a heartbeat every ten seconds. */
    public static LockTiming staleAfter(Duration stale) {
        return new LockTiming(BEAT, stale);
    }
}
