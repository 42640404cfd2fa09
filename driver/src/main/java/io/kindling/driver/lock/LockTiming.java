package io.kindling.driver.lock;

import java.time.Duration;

/**
 * How a lock is kept.
 *
 * @param beat from one sign of life of the owner to the next
 * @param stale without a sign of life for longer than this, the owner is taken for dead
 */
public record LockTiming(Duration beat, Duration stale) {
    private static final Duration BEAT = Duration.ofSeconds(10);

    /** A beat every ten seconds. */
    public static LockTiming staleAfter(Duration stale) {
        return new LockTiming(BEAT, stale);
    }
}
