package io.kindling.driver.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.checkpoint.FaultyFileSystem;
import io.kindling.driver.storage.CheckedRecord;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.error.LockedException;
import io.kindling.trainer.error.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One of any number of processes acquires the lock; a dead owner does not block it, a live owner does. */
final class FolderLockTest {
    private static final Duration STALE = Duration.ofMinutes(5);
    private static final LockTiming TIMING = new LockTiming(Duration.ofMinutes(1), STALE);
    private static final int TAKERS = 16;

    @TempDir
    private Path local;

    private Folder folder;
    private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void folder() {
        folder = Folder.of(local.resolve("model").toString(), new Configuration());
    }

    private FolderLock take() {
        return take(folder, TIMING, () -> {});
    }

    private FolderLock take(Folder of, LockTiming timing, Runnable onLoss) {
        return FolderLock.acquire(of, "night", timing, warnings::add, onLoss);
    }

    private Path lockFile(int number) {
        return local.resolve("model/lock/%012d.json".formatted(number));
    }

    private void writeLockFile(LockOwner owner, Duration ago) throws IOException {
        writeLockFile(CheckedRecord.bytes(owner, LockOwner.class), ago);
    }

    private void writeLockFile(byte[] bytes, Duration ago) throws IOException {
        Files.createDirectories(lockFile(1).getParent());
        Files.write(lockFile(1), bytes);
        Files.setLastModifiedTime(lockFile(1), FileTime.from(Instant.now().minus(ago)));
    }

    private static LockOwner elsewhere() {
        return new LockOwner("token", "night", "other", 1, "other machine", "", "2026-11-21T00:00:00Z");
    }

    private void assertHeld() {
        assertThatThrownBy(this::take)
                .isInstanceOf(LockedException.class)
                .hasMessageStartingWith("Cannot lock " + folder.location() + ": held by ");
    }

    private void assertFree() throws IOException {
        take().close();
        assertReleased();
    }

    /** Asserts that only the number remains, which must not be used again. */
    private void assertReleased() throws IOException {
        assertThat(lockNames()).hasSize(1).allMatch(name -> name.matches("[0-9]{12}\\.taken"));
    }

    private List<String> lockNames() throws IOException {
        try (Stream<Path> files = Files.list(local.resolve("model/lock"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aLockIsHeldUntilItIsReleased() throws IOException {
        try (FolderLock lock = take()) {
            lock.requireHeld();
            assertHeld();
            assertThat(FolderLock.holder(folder, TIMING)).isPresent();
        }
        assertThat(FolderLock.holder(folder, TIMING)).isEmpty();
        assertFree();
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneOfManyThreadsAcquiresTheLock(boolean stale) throws Exception {
        for (int round = 0; round < 30; round++) {
            if (stale) {
                writeLockFile(elsewhere(), STALE.plusMinutes(1));
            }
            List<FolderLock> winners = race();
            assertThat(winners).as("round " + round).hasSize(1);
            winners.get(0).requireHeld();
            winners.get(0).close();
            assertReleased();
        }
    }

    private List<FolderLock> race() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(TAKERS);
        CyclicBarrier start = new CyclicBarrier(TAKERS);
        List<FolderLock> winners = new ArrayList<>();
        Callable<FolderLock> taker = () -> {
            start.await();
            try {
                return take();
            } catch (LockedException e) {
                return null;
            }
        };
        try {
            for (Future<FolderLock> end : threads.invokeAll(Collections.nCopies(TAKERS, taker))) {
                if (end.get() != null) {
                    winners.add(end.get());
                }
            }
        } finally {
            threads.shutdown();
        }
        return winners;
    }

    @Test
    void oneOfManyProcessesAcquiresTheLock() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            processes.add(LockProcess.start(local.resolve("model"), local.resolve("log" + i)));
        }
        // Each process waits for the end of its standard input, acquires the lock, and keeps it until it is killed.
        for (Process process : processes) {
            process.getOutputStream().close();
        }
        List<String> answers = new ArrayList<>();
        for (Process process : processes) {
            answers.add(process.inputReader().readLine());
        }
        assertThat(answers).containsOnly(LockProcess.HELD, LockProcess.REFUSED).containsOnlyOnce(LockProcess.HELD);
        assertHeld();
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        // The owner was killed on this machine, so no process has to wait.
        assertThat(lockFile(1)).exists();
        assertFree();
    }

    @Test
    void aSilentRemoteOwnerBecomesStale() throws IOException {
        writeLockFile(elsewhere(), STALE.minusMinutes(1));
        assertHeld();
        writeLockFile(elsewhere(), STALE.plusMinutes(1));
        Files.createFile(lockFile(1).resolveSibling("000000000001.beat"));
        assertHeld();
        Files.delete(lockFile(1).resolveSibling("000000000001.beat"));
        assertFree();
    }

    @Test
    void aFastClockDoesNotReleaseALock() throws IOException {
        writeLockFile(elsewhere(), STALE.multipliedBy(-100));
        assertHeld();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage", "{\"record\": {}, \"sha256\": \"\"}", "{\"record\":"})
    void anUnreadableLockFileIsStaleByItsAge(String text) throws IOException {
        writeLockFile(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), Duration.ZERO);
        assertHeld();
        writeLockFile(text.getBytes(java.nio.charset.StandardCharsets.UTF_8), STALE.plusMinutes(1));
        assertFree();
    }

    @Test
    void aReusedProcessIdIsNotTheOwner() throws IOException {
        LockOwner self = LockOwner.ofThisProcess("night");
        writeLockFile(self, Duration.ofDays(9));
        assertHeld();
        String longAgo = Instant.parse(self.processStart()).minusSeconds(3600).toString();
        writeLockFile(
                new LockOwner("token", "night", self.host(), self.pid(), self.space(), longAgo, self.since()),
                Duration.ZERO);
        assertFree();
    }

    @Test
    void anOwnerThatLostTheLockIsNotified() throws Exception {
        CountDownLatch notified = new CountDownLatch(1);
        LockTiming fast = new LockTiming(Duration.ofMillis(20), STALE);
        try (FolderLock lock = take(folder, fast, notified::countDown)) {
            Files.delete(lockFile(1));
            writeLockFile(elsewhere(), Duration.ZERO);
            assertThat(notified.await(30, TimeUnit.SECONDS)).isTrue();
            assertThatThrownBy(lock::requireHeld)
                    .isInstanceOf(LockedException.class)
                    .hasMessageStartingWith("Cannot continue night: another process took the lock ");
        }
        // It leaves the files of other owners.
        assertThat(lockFile(1)).exists();
        assertHeld();
    }

    @Test
    void writesHeartbeatsAndKeepsTheLockInAnOutage() throws Exception {
        Configuration hadoop = FaultyFileSystem.with(FaultyFileSystem.Fault.REFUSED, ".beat", 0, 3);
        Folder faulty = Folder.of(FaultyFileSystem.location(local.resolve("model")), hadoop);
        LockTiming fast = new LockTiming(Duration.ofMillis(5), STALE);
        try (FolderLock lock = take(faulty, fast, () -> {})) {
            Path beat = lockFile(1).resolveSibling("000000000001.beat");
            while (!Files.exists(beat)) {
                Thread.onSpinWait();
            }
            lock.requireHeld();
        }
        assertThat(warnings)
                .hasSize(3)
                .allMatch(text -> text.startsWith("the heartbeat of the lock could not be written: "));
    }

    @Test
    void numbersAreNeverReused() throws IOException {
        for (int number = 1; number <= 3; number++) {
            FolderLock lock = take();
            assertThat(lockFile(number)).exists();
            lock.close();
        }
        // Removed by hand, as the error message suggests.
        FolderLock lost = take();
        Files.delete(lockFile(4));
        try (FolderLock next = take()) {
            assertThat(lockFile(5)).exists();
            lost.close();
            next.requireHeld();
        }
        assertThat(lockNames()).containsExactly("000000000005.taken");
    }

    @Test
    void theNextOwnerRemovesLeftoverFiles() throws IOException {
        writeLockFile(elsewhere(), STALE.plusMinutes(1));
        Files.createFile(lockFile(1).resolveSibling("000000000001.taken"));
        Files.createDirectories(lockFile(1).resolveSibling("000000000001.files/change/model"));
        try (FolderLock lock = take()) {
            assertThat(lockNames()).containsExactly("000000000002.json", "000000000002.taken");
            // A late heartbeat.
            Files.createFile(lockFile(1).resolveSibling("000000000001.beat"));
            lock.requireHeld();
        }
        assertFree();
    }

    /**
     * A process that stops before any of its changes while it acquires the lock, and continues after other processes
     * have acquired and released the lock the given number of times and hold it, does not take it from them. Before it
     * started, the lock was free, or its owner stale.
     */
    @ParameterizedTest
    @CsvSource({"0, false", "1, false", "2, false", "0, true", "1, true", "2, true"})
    void aLateProcessRemovesNoLiveLock(int releases, boolean stale) throws Exception {
        Configuration hadoop = new Configuration();
        PausedFileSystem.install(hadoop);
        PausedFileSystem storage = PausedFileSystem.of(hadoop);
        int changes = 0;
        boolean paused = true;
        while (paused) {
            changes++;
            Path model = local.resolve("late" + changes);
            if (stale) {
                writeLockFile(elsewhere(), STALE.plusMinutes(1));
                Files.createDirectories(model);
                Files.move(local.resolve("model/lock"), model.resolve("lock"));
            }
            Folder of = Folder.of(PausedFileSystem.location(model), hadoop);
            ThreadGroup threads = new ThreadGroup("late");
            storage.pause(threads, changes);
            CountDownLatch reached = storage.reached();
            CompletableFuture<FolderLock> late = new CompletableFuture<>();
            new Thread(threads, () -> {
                        try {
                            late.complete(take(of, TIMING, () -> {}));
                        } catch (LockedException e) {
                            late.completeExceptionally(e);
                        } finally {
                            reached.countDown();
                        }
                    })
                    .start();
            reached.await();
            paused = !late.isDone();
            if (paused) {
                removeOwner(model);
                for (int i = 0; i < releases; i++) {
                    take(of, TIMING, () -> {}).close();
                }
                FolderLock live = take(of, TIMING, () -> {});
                storage.resume();
                assertThat(late.handle((lock, error) -> isHeld(lock)).get())
                        .as("change " + changes)
                        .isFalse();
                live.requireHeld();
                live.close();
            } else {
                late.get().close();
            }
        }
        assertThat(changes).isGreaterThan(4);
    }

    /** Removes the file of a live owner on this machine. */
    private static void removeOwner(Path model) throws IOException {
        if (Files.exists(model.resolve("lock"))) {
            try (Stream<Path> files = Files.list(model.resolve("lock"))) {
                for (Path file :
                        files.filter(name -> name.toString().endsWith(".json")).toList()) {
                    if (!Files.readString(file).contains("other machine")) {
                        Files.delete(file);
                    }
                }
            }
        }
    }

    private static boolean isHeld(FolderLock lock) {
        try {
            if (lock != null) {
                lock.requireHeld();
            }
            return lock != null;
        } catch (LockedException e) {
            return false;
        }
    }

    @Test
    void anUnwritableFolderIsAnError() {
        Configuration hadoop = FaultyFileSystem.with(FaultyFileSystem.Fault.REFUSED, "/lock/", 0, Long.MAX_VALUE);
        Folder faulty = Folder.of(FaultyFileSystem.location(local.resolve("model")), hadoop);
        assertThatThrownBy(() -> take(faulty, TIMING, () -> {})).isInstanceOf(StorageException.class);
    }
}
