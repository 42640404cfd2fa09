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
 * The lock of a folder: one process at a time, on any file system that creates a file atomically ({@link Folder#createNew}). {@link #folder} is the folder as only the owner may change it.
 *
 * <p>The sub-folder {@code lock} holds up to four names for each number: {@code N.json} says who owns the lock, {@code N.beat} is written again with every sign of life, {@code N.taken} keeps the
 * number from being used again, and {@code N.files} is where the owner prepares its changes.
 *
 * <ol>
 *   <li>A process that wants the lock lists the names. Each {@code json} must be stale, or there must be none. Its own number is the highest plus one.
 *   <li>It creates {@code N.json}. Of those who saw the same, one succeeds. Then it creates {@code N.taken}, which fails if the number was used before.
 *   <li>It lists again. The {@code json} files must be those that it saw and its own, and no number may be higher; otherwise it removes its {@code N.json} and starts again.
 *   <li>It removes what has lower numbers: the {@code json} files first, by which an owner that was only slow learns that it lost the lock, and then the rest.
 *   <li>A release removes {@code N.json}. {@code N.taken} stays until there is a higher number.
 * </ol>
 *
 * <p>A number is never owned twice, so a process that saw an old list can only remove what it saw. {@code docs/locks.md} has the argument, and the one that no change of the folder comes late.
 *
 * <p>An owner on the same machine is stale when its process is gone, at once. Any other is stale when its last beat is too old by the clock of the file system, which stamped the beat and
 * stamps a probe: clocks of processes are not compared.
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
            List<String> names = folder.names();
            requireStale(locked, folder, owners(names), timing.stale(), folder::now);
            long number = highest(names) + 1;
            if (take(folder, number, owner, owners(names))) {
                return new FolderLock(locked, number, owner, timing, warnings, onLoss);
            }
        }
        throw new LockedException(
                "Cannot lock " + locked.location() + ": other processes start there at this moment; try again later");
    }

    /** Takes a number, and the lock if nobody else does; returns whether it is held. */
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

    /** Whether nobody came in between: the owners are those that were seen and this one, and no number is higher. */
    private static boolean isHighest(Folder folder, long number, List<String> seen) {
        List<String> expected = new ArrayList<>(seen);
        expected.add(name(number, OWNER));
        List<String> names = folder.names();
        return highest(names) == number && owners(names).equals(expected);
    }

    /** The owners first: an owner that finds its file has prepared its change before the folder of its changes is removed. Therefore the names are listed again in between. */
    private static void removeLower(Folder folder, long number) {
        owners(folder.names()).stream().filter(name -> number(name) < number).forEach(folder::delete);
        for (String name : folder.names()) {
            if (NAME.matcher(name).matches() && number(name) < number) {
                List<String> inside = name.endsWith(FILES) ? folder.folder(name).names() : List.of();
                folder.delete(name);
                requireGone(folder, name, inside);
            }
        }
    }

    /** A process that lost the lock may still add files there, but those that it had must be gone. */
    private static void requireGone(Folder folder, String name, List<String> before) {
        if (!before.isEmpty() && folder.folder(name).names().stream().anyMatch(before::contains)) {
            throw new StorageException("Cannot remove " + folder.location() + "/" + name
                    + ": the file system left some of its files; check the permissions");
        }
    }

    /**
     * Checks that a process could take the lock now, without taking it: for a start that is to end before it asks for anything else. Makes no folder.
     *
     * @throws LockedException if another process holds it
     */
    public static void requireFree(Folder locked, LockTiming timing) {
        Folder folder = locked.folder(FOLDER);
        requireStale(locked, folder, owners(folder.names()), timing.stale(), folder::now);
    }

    /** What a process would be told that wants the lock now; empty if it could have it. Writes nothing, and therefore goes by the clock of this process. */
    public static Optional<String> holder(Folder locked, LockTiming timing) {
        try {
            Folder folder = locked.folder(FOLDER);
            requireStale(locked, folder, owners(folder.names()), timing.stale(), System::currentTimeMillis);
            return Optional.empty();
        } catch (LockedException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static List<String> owners(List<String> names) {
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

    private static String beatOf(String name) {
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
    private static boolean isOwn(Folder folder, long number, LockOwner owner) {
        String name = name(number, OWNER);
        return folder.has(name)
                && CheckedRecord.read(folder, name, LockOwner.class).equals(owner);
    }

    private void beat() {
        try {
            if (!stillOwn()) {
                return;
            }
            folder.write(name(number, BEAT), owner.token().getBytes(StandardCharsets.UTF_8));
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
        boolean own = isOwn(folder, number, owner);
        if (!own && lost.compareAndSet(false, true)) {
            onLoss.run();
        }
        return own;
    }

    /**
     * Checks on storage that the lock is still held, before something that only its owner may do. Changes of {@link #folder} are checked on their own.
     *
     * @throws LockedException if another process took it: this one was silent for too long
     */
    @Override
    public void requireHeld() {
        if (!stillOwn()) {
            throw new LockedException("Cannot go on with " + owner.purpose() + ": another process took the lock "
                    + folder.location() + "/" + name(number, OWNER)
                    + " when this one gave no sign of life; raise output.staleLockMinutes");
        }
    }

    /** The locked folder, for its owner: a process that lost the lock cannot change it, not even by a change that it had begun before. */
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
            // A beat in flight would leave a file behind.
            boolean quiet = beats.awaitTermination(1, TimeUnit.MINUTES);
            if (quiet && stillOwn()) {
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
