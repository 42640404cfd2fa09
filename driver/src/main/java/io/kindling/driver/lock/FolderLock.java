package io.kindling.driver.lock;

import io.kindling.driver.storage.CheckedRecord;
import io.kindling.driver.storage.Fence;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.error.KindlingException;
import io.kindling.trainer.error.LockedException;
import io.kindling.trainer.error.StorageException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * The lock of a folder: one process holds it at a time, on any file system that creates a file atomically ({@link
 * Folder#createNew}). {@link #folder} is the folder that only the owner can change.
 *
 * <p>The sub-folder {@code lock} holds up to four names per number: {@code N.json} names the owner, {@code N.beat} is
 * rewritten with every heartbeat, {@code N.taken} prevents reuse of the number, and the owner prepares its changes in
 * {@code N.files}.
 * <ol>
 * <li>A process that wants the lock lists the names. Every {@code json} file must be stale, or there must be none. Its
 *   own number is the highest plus one.
 * <li>It creates {@code N.json}. Of the processes that saw the same names, one succeeds. It then creates {@code
 *   N.taken}, which fails if the number was used before.
 * <li>It lists the names again. The {@code json} files must be the ones that it saw and its own, and no number may be
 *   higher; otherwise it removes its {@code N.json} and starts again.
 * <li>It removes the files with lower numbers: the {@code json} files first, so that a slow owner detects that it lost
 *   the lock, then the rest.
 * <li>A release removes {@code N.json}. {@code N.taken} stays until there is a higher number.
 * </ol>
 *
 * <p>A number is never owned twice, so a process with an old list can only remove files that it saw. {@code
 * docs/locks.md} proves this, and proves that no change of the folder comes late.
 *
 * <p>An owner on the same machine is stale as soon as its process is gone. Any other owner is stale when its last
 * heartbeat is too old by the clock of the file system, which stamps the heartbeat and a probe: clocks of processes are
 * never compared.
 */
public final class FolderLock implements AutoCloseable, Fence {
    /** Name of the sub-folder. */
    public static final String FOLDER = "lock";

    private static final String OWNER = ".json";
    private static final String BEAT = ".beat";
    private static final String TAKEN = ".taken";
    private static final String FILES = ".files";
    private static final Pattern NAME = Pattern.compile("([0-9]{12})\\.(json|beat|taken|files)");
    private static final int ATTEMPTS = 10;

    /** After Spark has stopped (50), before Hadoop closes its file systems (10). */
    private static final int SHUTDOWN_PRIORITY = 20;

    private final Folder locked;
    private final Folder folder;
    private final long number;
    private final LockOwner owner;
    private final Consumer<String> warnings;
    private final Runnable onLoss;
    private final ScheduledExecutorService beats;
    private final ScheduledFuture<?> beating;
    private final AtomicBoolean lost = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Runnable atShutdown = this::close;

    private FolderLock(
            Folder locked,
            long number,
            LockOwner owner,
            LockTiming timing,
            Consumer<String> warnings,
            Runnable onLoss) {
        this.locked = locked;
        this.folder = locked.folder(FOLDER);
        this.number = number;
        this.owner = owner;
        this.warnings = warnings;
        this.onLoss = onLoss;
        this.beats = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "kindling-lock");
            thread.setDaemon(true);
            return thread;
        });
        long period = timing.beat().toMillis();
        beating = beats.scheduleAtFixedRate(this::beat, period, period, TimeUnit.MILLISECONDS);
        ShutdownHookManager.get().addShutdownHook(atShutdown, SHUTDOWN_PRIORITY);
    }

    /**
     * Acquires the lock of a folder.
     *
     * @param purpose human-readable, shown to other processes
     * @param warnings receives each heartbeat that could not be written
     * @param onLoss called once, on another thread, when another process has taken the lock
     * @throws LockedException if another process holds it
     * @throws StorageException if the folder cannot be written
     */
    public static FolderLock acquire(
            Folder locked, String purpose, LockTiming timing, Consumer<String> warnings, Runnable onLoss) {
        Folder folder = locked.folder(FOLDER);
        LockOwner owner = LockOwner.ofThisProcess(purpose);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<String> names = folder.names();
            requireStale(locked, folder, lockFiles(names), timing.stale(), folder::now);
            long number = highest(names) + 1;
            if (take(folder, number, owner, lockFiles(names))) {
                return new FolderLock(locked, number, owner, timing, warnings, onLoss);
            }
        }
        throw new LockedException("Cannot lock " + locked.location()
                + ": other processes are acquiring the lock at the same time; try again later");
    }

    /** Takes a number, and the lock if no other process does. Returns whether the lock is held. */
    private static boolean take(Folder folder, long number, LockOwner owner, List<String> stale) {
        if (!folder.createNew(name(number, OWNER), CheckedRecord.bytes(owner, LockOwner.class))) {
            return false;
        }
        boolean held = false;
        try {
            boolean unused = folder.createNew(name(number, TAKEN), owner.token().getBytes(StandardCharsets.UTF_8));
            if (unused && isOwn(folder, number, owner) && isHighest(folder, number, stale)) {
                removeLower(folder, number);
                held = true;
            }
            return held;
        } finally {
            if (!held && isOwn(folder, number, owner)) {
                folder.delete(name(number, OWNER));
            }
        }
    }

    /**
     * Returns whether no other process interfered: the owners are the ones seen and this one, and no number is higher.
     */
    private static boolean isHighest(Folder folder, long number, List<String> seen) {
        List<String> expected = new ArrayList<>(seen);
        expected.add(name(number, OWNER));
        List<String> names = folder.names();
        return highest(names) == number && lockFiles(names).equals(expected);
    }

    /**
     * Removes the owners first: an owner that finds its file has prepared its change before the folder of its changes
     * is removed. The names are therefore listed again in between.
     */
    private static void removeLower(Folder folder, long number) {
        lockFiles(folder.names()).stream().filter(name -> number(name) < number).forEach(folder::delete);
        for (String name : folder.names()) {
            if (NAME.matcher(name).matches() && number(name) < number) {
                List<String> inside = name.endsWith(FILES) ? folder.folder(name).names() : List.of();
                folder.delete(name);
                requireRemoved(folder, name, inside);
            }
        }
    }

    /** A process that lost the lock may still add files there, but the files seen before must be gone. */
    private static void requireRemoved(Folder folder, String name, List<String> before) {
        if (!before.isEmpty() && folder.folder(name).names().stream().anyMatch(before::contains)) {
            throw new StorageException("Cannot remove " + folder.location() + "/" + name
                    + ": the file system left some of its files; check the permissions");
        }
    }

    /**
     * Checks, without acquiring it, that the lock is free. Lets a start fail before it requests other resources.
     * Creates no folder.
     *
     * @throws LockedException if another process holds it
     */
    public static void requireFree(Folder locked, LockTiming timing) {
        Folder folder = locked.folder(FOLDER);
        requireStale(locked, folder, lockFiles(folder.names()), timing.stale(), folder::now);
    }

    /**
     * Returns the error that acquiring the lock would raise now; empty if the lock is free. Writes nothing, and
     * therefore uses the clock of this process.
     */
    public static Optional<String> holder(Folder locked, LockTiming timing) {
        try {
            Folder folder = locked.folder(FOLDER);
            requireStale(locked, folder, lockFiles(folder.names()), timing.stale(), System::currentTimeMillis);
            return Optional.empty();
        } catch (LockedException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static List<String> lockFiles(List<String> names) {
        return names.stream()
                .filter(name -> NAME.matcher(name).matches() && name.endsWith(OWNER))
                .toList();
    }

    private static long highest(List<String> names) {
        return names.stream()
                .filter(name -> NAME.matcher(name).matches())
                .mapToLong(FolderLock::number)
                .max()
                .orElse(0);
    }

    private static long number(String name) {
        return Long.parseLong(name.substring(0, name.indexOf('.')));
    }

    private static String name(long number, String suffix) {
        return String.format(Locale.ROOT, "%012d%s", number, suffix);
    }

    private static String heartbeatFile(String name) {
        return name.replace(OWNER, BEAT);
    }

    private static void requireStale(
            Folder locked, Folder folder, List<String> files, Duration stale, LongSupplier now) {
        for (String file : files) {
            Optional<LockOwner> owner = read(folder, file);
            if (owner.isPresent() && owner.get().isOfThisMachine()) {
                if (owner.get().isAlive()) {
                    throw held(locked, folder, file, owner, "");
                }
                continue;
            }
            long silent = millisSinceHeartbeat(folder, file, now);
            if (silent <= stale.toMillis()) {
                String age = ", last seen " + Math.max(0, silent / 1000) + " s ago";
                throw held(locked, folder, file, owner, age);
            }
        }
    }

    private static Optional<LockOwner> read(Folder folder, String file) {
        try {
            return Optional.of(CheckedRecord.read(folder, file, LockOwner.class));
        } catch (StorageException e) {
            return Optional.empty();
        }
    }

    /**
     * Returns the milliseconds since the last heartbeat. Exceeds any limit if the lock was released in the meantime.
     */
    private static long millisSinceHeartbeat(Folder folder, String file, LongSupplier now) {
        String beat = heartbeatFile(file);
        try {
            long last = Math.max(folder.modified(file), folder.has(beat) ? folder.modified(beat) : 0);
            return now.getAsLong() - last;
        } catch (StorageException e) {
            if (!folder.has(file)) {
                return Long.MAX_VALUE;
            }
            throw e;
        }
    }

    private static LockedException held(
            Folder locked, Folder folder, String file, Optional<LockOwner> owner, String age) {
        return new LockedException("Cannot lock " + locked.location() + ": held by "
                + owner.map(LockOwner::describe).orElse("a process whose lock file cannot be read") + age
                + "; wait until it ends, or remove " + folder.location() + "/" + file + " if the process is dead");
    }

    /** Throws if the file exists and cannot be read, because that proves neither ownership nor loss. */
    private static boolean isOwn(Folder folder, long number, LockOwner owner) {
        String name = name(number, OWNER);
        return folder.has(name)
                && CheckedRecord.read(folder, name, LockOwner.class).equals(owner);
    }

    private void beat() {
        try {
            if (!isStillOwner()) {
                return;
            }
            folder.write(name(number, BEAT), owner.token().getBytes(StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            // Catch everything: a heartbeat that throws would be the last.
            warnings.accept("the heartbeat of the lock could not be written: " + e.getMessage());
        }
    }

    /** Checks storage, and reports once if the lock is lost. Unreachable storage does not count as loss. */
    private boolean isStillOwner() {
        if (lost.get()) {
            return false;
        }
        boolean own = isOwn(folder, number, owner);
        if (!own && lost.compareAndSet(false, true)) {
            onLoss.run();
        }
        return own;
    }

    /**
     * Checks on storage that the lock is still held, before an action that requires it. Changes of {@link #folder} are
     * checked separately.
     *
     * @throws LockedException if another process took the lock because this one sent no heartbeat for too long
     */
    @Override
    public void requireHeld() {
        if (!isStillOwner()) {
            throw new LockedException("Cannot continue " + owner.purpose() + ": another process took the lock "
                    + folder.location() + "/" + name(number, OWNER)
                    + " because this one sent no heartbeat; raise output.staleLockMinutes");
        }
    }

    /**
     * Returns the locked folder for its owner. A process that lost the lock cannot change it, not even by a change that
     * it started before.
     */
    public Folder folder() {
        return locked.fencedBy(this);
    }

    @Override
    public Folder own() {
        return folder.folder(name(number, FILES));
    }

    /** Releases the lock. Its number stays taken. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        ShutdownHookManager hooks = ShutdownHookManager.get();
        if (!hooks.isShutdownInProgress()) {
            hooks.removeShutdownHook(atShutdown);
        }
        beating.cancel(false);
        beats.shutdown();
        try {
            // A heartbeat in progress would leave a file behind.
            boolean quiet = beats.awaitTermination(1, TimeUnit.MINUTES);
            if (quiet && isStillOwner()) {
                folder.fencedBy(this).delete(name(number, OWNER));
                folder.delete(name(number, BEAT));
                folder.delete(name(number, FILES));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (KindlingException e) {
            warnings.accept("the lock could not be released: " + e.getMessage());
        }
    }
}
