package io.kindling.driver.storage;

import java.io.IOException;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Changes a fenced folder: files are moved into place, and removed, by a rename from or to a sub-folder of {@link
 * Fence#own} that only this change uses. A late rename fails, because the process that took over has removed its source
 * or its target folder.
 */
final class Staging {
    private final FileSystem fileSystem;
    private final Path root;
    private final Fence fence;

    /** Creates the staging area for everything below a root. */
    Staging(FileSystem fileSystem, Path root, Fence fence) {
        this.fileSystem = fileSystem;
        this.root = root;
        this.fence = fence;
    }

    /** Returns a path that only this change uses. It ends like its target, from the name of the root on. */
    Path stage(Path target) {
        String inside =
                target.toUri().getPath().substring(root.toUri().getPath().length());
        return new Path(newFolder(), root.getName() + inside);
    }

    private Path newFolder() {
        return new Path(fence.own().location(), UUID.randomUUID().toString());
    }

    /**
     * Moves a staged file into place and replaces an existing one.
     *
     * @throws io.kindling.trainer.error.LockedException if the right is lost
     */
    void publish(Path staged, Path target) throws IOException {
        try {
            fileSystem.mkdirs(target.getParent());
            fence.requireHeld();
            if (!Renames.replace(fileSystem, staged, target)) {
                remove(target);
                Renames.move(fileSystem, staged, target);
            }
        } catch (IOException e) {
            throw failureUnlessLockLost(e);
        } finally {
            discard(staged);
        }
    }

    /**
     * Moves a staged file into place if the name is free.
     *
     * @param direct creates the file if the file system has no atomic rename; a process that is suspended after the
     * check can then still be late
     * @return false if the name exists
     * @throws io.kindling.trainer.error.LockedException if the right is lost
     */
    boolean publishNew(Path staged, Path target, BooleanSupplier direct) throws IOException {
        try {
            fileSystem.mkdirs(target.getParent());
            fence.requireHeld();
            return Renames.place(fileSystem, staged, target);
        } catch (UnsupportedOperationException | IOException e) {
            fence.requireHeld();
            return direct.getAsBoolean();
        } finally {
            discard(staged);
        }
    }

    /**
     * Removes a file or folder.
     *
     * @throws io.kindling.trainer.error.LockedException if the right is lost
     */
    void remove(Path target) throws IOException {
        Path away = new Path(newFolder(), target.getName());
        try {
            fileSystem.mkdirs(away.getParent());
            fence.requireHeld();
            if (fileSystem.exists(target)) {
                Renames.move(fileSystem, target, away);
            }
        } catch (IOException e) {
            throw failureUnlessLockLost(e);
        } finally {
            discard(away);
        }
    }

    private IOException failureUnlessLockLost(IOException failure) {
        fence.requireHeld();
        return failure;
    }

    /** Removes the files that a change staged. The rest is removed with the fence's folder. */
    void discard(Path staged) {
        Path own = new Path(fence.own().location());
        Path change = staged;
        while (!change.getParent().equals(own)) {
            change = change.getParent();
        }
        try {
            fileSystem.delete(change, true);
        } catch (IOException e) {
            // It only takes space; nothing depends on it.
        }
    }
}
