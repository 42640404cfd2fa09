package io.kindling.driver.lock;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.UUID;

/**
 * The owner of a lock, as stored in its file.
 *
 * @param token unique to this acquisition
 * @param purpose human-readable purpose of the lock
 * @param space the booted machine and its namespace of process ids; empty if unknown. Process ids can be looked up
 * within one space
 * @param processStart by the clock of that machine; empty if unknown
 * @param since when the lock was acquired, by the clock of its owner; shown to users, never compared
 */
public record LockOwner(
        String token, String purpose, String host, long pid, String space, String processStart, String since) {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path PID_NAMESPACE = Path.of("/proc/self/ns/pid");

    /** Clock corrections change the start time of a process as others read it. */
    private static final Duration TOLERANCE = Duration.ofSeconds(10);

    /** Returns the owner for this process. */
    static LockOwner ofThisProcess(String purpose) {
        ProcessHandle process = ProcessHandle.current();
        return new LockOwner(
                UUID.randomUUID().toString(),
                purpose,
                hostName(),
                process.pid(),
                pidNamespace(),
                process.info().startInstant().map(Instant::toString).orElse(""),
                Instant.now().toString());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown host";
        }
    }

    private static String pidNamespace() {
        try {
            return Files.readString(BOOT).strip() + " " + Files.readSymbolicLink(PID_NAMESPACE);
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    /** Returns whether its process id is valid on this machine. */
    boolean isOfThisMachine() {
        return !space.isEmpty() && space.equals(pidNamespace());
    }

    /** Returns whether its process is alive. Valid only on its machine. */
    boolean isAlive() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> !isZombie())
                .filter(this::isSame)
                .isPresent();
    }

    private boolean isSame(ProcessHandle process) {
        try {
            Instant then = Instant.parse(processStart);
            return process.info()
                    .startInstant()
                    .map(now -> Duration.between(then, now).abs().compareTo(TOLERANCE) <= 0)
                    .orElse(true);
        } catch (DateTimeParseException e) {
            return true;
        }
    }

    /**
     * Returns whether the process was killed and its parent has not collected it, as in a container without an init
     * process.
     */
    private boolean isZombie() {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.substring(stat.lastIndexOf(')') + 1).strip().startsWith("Z");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** Returns a description for error messages. */
    String describe() {
        return "process " + pid + " on " + host + " (" + purpose + ") since " + since;
    }
}
