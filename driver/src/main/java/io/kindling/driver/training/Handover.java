package io.kindling.driver.training;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Where tasks find the {@link LocalJob} that they belong to, if it still waits for them. */
final class Handover {
    private final AtomicLong lastTicket = new AtomicLong();
    private final Map<Long, LocalJob> jobs = new ConcurrentHashMap<>();

    /** Opens a job to its tasks, and returns its ticket. */
    long open(LocalJob job) {
        long ticket = lastTicket.incrementAndGet();
        jobs.put(ticket, job);
        return ticket;
    }

    /** Empty if it is closed: whoever asks is late. */
    Optional<LocalJob> job(long ticket) {
        return Optional.ofNullable(jobs.get(ticket));
    }

    void close(long ticket) {
        jobs.remove(ticket);
    }
}
