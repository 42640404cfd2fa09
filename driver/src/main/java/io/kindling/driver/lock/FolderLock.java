package io.kindling.driver.lock;

import io.kindling.driver.storage.CheckedRecord;
import io.kindling.driver.storage.Folder;
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
 * One process at a time in a folder, on any file system that creates a file atomically ({@link Folder#createNew}).
 *
 * <p>The sub-folder {@code lock} holds one numbered file that names the owner, and beside it a file that the owner writes again with every beat. To take the lock, a process looks at the
 * files, finds none or all stale, creates the next number, and looks once more: the folder must hold what it held, and the new file. Of those who saw the same, one creates the number;
 * whoever saw something older finds another folder, and withdraws. Then the stale files are removed, by which an owner that was only slow learns that it lost the lock.
 *
 * <p>An owner on the same machine is stale when its process is gone, at once. Any other is stale when its last beat is too old by the clock of the file system, which stamped the beat and
 * stamps a probe: clocks of processes are not compared.
 */
public final class FolderLock implements AutoCloseable {
    /** Name of the sub-folder. */
    public static final String FOLDER = "lock";

    private static final Pattern NAME = Pattern.compile("[0-9]{12}\\.json");
    private static final int ATTEMPTS = 10;

    /** After Spark has stopped (50), before Hadoop closes its file systems (10). */
    private static final int SHUTDOWN_PRIORITY = 20;

    private final Folder folder;
    private final String name;
    private final LockOwner owner;
    private final Consumer<String> warnings;
    private final Runnable onLoss;
    private final ScheduledExecutorService beats;
    private final ScheduledFuture<?> beating;
    private final AtomicBoolean lost = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Runnable atShutdown = this::close;

    private FolderLock(
            Folder folder,
            String name,
            LockOwner owner,
            LockTiming timing,
            Consumer<String> warnings,
            Runnable onLoss) {
        this.folder = folder;
        this.name = name;
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
     * Takes the lock of a folder.
     *
     * @param purpose for people who find it held
     * @param warnings told of beats that could not be written
     * @param onLoss run once, on another thread, when it is found that another process took the lock
     * @throws LockedException if another process holds it
     * @throws StorageException if the folder cannot be written
     */
    public static FolderLock acquire(
            Folder locked, String purpose, LockTiming timing, Consumer<String> warnings, Runnable onLoss) {
        Folder folder = locked.folder(FOLDER);
        LockOwner owner = LockOwner.ofThisProcess(purpose);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<String> seen = files(folder);
            requireStale(locked, folder, seen, timing.stale(), folder::now);
            String name = next(seen);
            if (!folder.createNew(name, CheckedRecord.bytes(owner, LockOwner.class))) {
                continue;
            }
            List<String> expected = new ArrayList<>(seen);
            expected.add(name);
            boolean own = isOwn(folder, name, owner);
            if (own && files(folder).equals(expected)) {
                seen.forEach(stale -> remove(folder, stale));
                return new FolderLock(folder, name, owner, timing, warnings, onLoss);
            }
            if (own) {
                remove(folder, name);
            }
        }
        throw new LockedException(
                "Cannot lock " + locked.location() + ": other processes start there at this moment; try again later");
    }

    /**
     * Checks that a process could take the lock now, without taking it: for a start that is to end before it asks for anything else. Makes no folder.
     *
     * @throws LockedException if another process holds it
     */
    public static void requireFree(Folder locked, LockTiming timing) {
        Folder folder = locked.folder(FOLDER);
        requireStale(locked, folder, files(folder), timing.stale(), folder::now);
    }

    /** What a process would be told that wants the lock now; empty if it could have it. Writes nothing, and therefore goes by the clock of this process. */
    public static Optional<String> holder(Folder locked, LockTiming timing) {
        try {
            Folder folder = locked.folder(FOLDER);
            requireStale(locked, folder, files(folder), timing.stale(), System::currentTimeMillis);
            return Optional.empty();
        } catch (LockedException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static List<String> files(Folder folder) {
        return folder.names().stream()
                .filter(name -> NAME.matcher(name).matches())
                .toList();
    }

    private static String next(List<String> seen) {
        long last =
                seen.isEmpty() ? 0 : Long.parseLong(seen.get(seen.size() - 1).substring(0, 12));
        return String.format(Locale.ROOT, "%012d.json", last + 1);
    }

    private static String beatOf(String name) {
        return name.replace(".json", ".beat");
    }

    private static void remove(Folder folder, String name) {
        folder.delete(beatOf(name));
        folder.delete(name);
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
            long silent = silence(folder, file, now);
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

    /** Milliseconds since the last sign of life; more than any limit when the lock was released meanwhile. */
    private static long silence(Folder folder, String file, LongSupplier now) {
        String beat = beatOf(file);
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
                + owner.map(LockOwner::describe).orElse("somebody whose lock file cannot be read") + age
                + "; wait for its end, or remove " + folder.location() + "/" + file + " if it is dead");
    }

    /** Throws if the file is there and cannot be read: that is no answer. */
    private static boolean isOwn(Folder folder, String name, LockOwner owner) {
        return folder.has(name)
                && CheckedRecord.read(folder, name, LockOwner.class).equals(owner);
    }

    private void beat() {
        try {
            if (!stillOwn()) {
                return;
            }
            folder.write(beatOf(name), owner.token().getBytes(StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            // Whatever it is: a beat that throws would be the last.
            warnings.accept("the lock shows no sign of life: " + e.getMessage());
        }
    }

    /** Looks, and says so once if the lock is lost. Storage that does not answer is no loss. */
    private boolean stillOwn() {
        if (lost.get()) {
            return false;
        }
        boolean own = isOwn(folder, name, owner);
        if (!own && lost.compareAndSet(false, true)) {
            onLoss.run();
        }
        return own;
    }

    /**
     * Checks on storage that the lock is still held, before something that only its owner may do.
     *
     * @throws LockedException if another process took it: this one was silent for too long
     */
    public void requireHeld() {
        if (!stillOwn()) {
            throw new LockedException(
                    "Cannot go on with " + owner.purpose() + ": another process took the lock " + folder.location()
                            + "/" + name + " when this one gave no sign of life; raise output.staleLockMinutes");
        }
    }

    /** Releases the lock. */
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
            // A beat in flight would leave a file behind.
            boolean quiet = beats.awaitTermination(1, TimeUnit.MINUTES);
            if (quiet && stillOwn()) {
                remove(folder, name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (StorageException e) {
            warnings.accept("the lock could not be released: " + e.getMessage());
        }
    }
}
