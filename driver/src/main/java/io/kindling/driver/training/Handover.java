package io.kindling.driver.training;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Registry of the open {@link LocalJob}s, by which tasks find their job. */
final class Handover {
    private final AtomicLong lastTicket = new AtomicLong();
    private final Map<Long, LocalJob> jobs = new ConcurrentHashMap<>();

    /** Registers a job and returns its ticket. */
    long open(LocalJob job) {
        long ticket = lastTicket.incrementAndGet();
        jobs.put(ticket, job);
        return ticket;
    }

    /** Returns a job; empty if it is closed, for a late task. */
    Optional<LocalJob> job(long ticket) {
        return Optional.ofNullable(jobs.get(ticket));
    }

    void close(long ticket) {
        jobs.remove(ticket);
    }
}
