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
 * Who holds a lock: what its file says.
 *
 * @param token of this one acquisition, and no other
 * @param purpose for people: what is done under the lock
 * @param space the running machine and its namespace of process ids; empty where it cannot be told. Process ids of one space can be looked up
 * @param processStart by the clock of that machine; empty where it cannot be told
 * @param since when the lock was taken, by the clock of its owner: for people, never compared
 */
public record LockOwner(
        String token, String purpose, String host, long pid, String space, String processStart, String since) {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path PID_NAMESPACE = Path.of("/proc/self/ns/pid");

    /** Start times of one process, as others see them, differ by corrections of the clock. */
    private static final Duration TOLERANCE = Duration.ofSeconds(10);

    /** This process. */
    static LockOwner ofThisProcess(String purpose) {
        ProcessHandle process = ProcessHandle.current();
        return new LockOwner(
                UUID.randomUUID().toString(),
                purpose,
                hostName(),
                process.pid(),
                ownSpace(),
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

    private static String ownSpace() {
        try {
            return Files.readString(BOOT).strip() + " " + Files.readSymbolicLink(PID_NAMESPACE);
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    /** Whether its process id means something here. */
    boolean isOfThisMachine() {
        return !space.isEmpty() && space.equals(ownSpace());
    }

    /** Whether its process lives; only to be asked on its machine. */
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

    /** A process that was killed, and whose parent has not asked for it: a container without an init leaves them. */
    private boolean isZombie() {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.substring(stat.lastIndexOf(')') + 1).strip().startsWith("Z");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** For messages. */
    String describe() {
        return "process " + pid + " on " + host + " (" + purpose + ") since " + since;
    }
}
