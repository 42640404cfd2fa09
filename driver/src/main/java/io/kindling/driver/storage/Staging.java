package io.kindling.driver.storage;

import java.io.IOException;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * How a fenced folder is changed: files come into place, and go away, by a rename from or to a sub-folder of {@link Fence#own} that no other change uses. A late rename fails, for its source or
 * its target folder was removed by the process that took over.
 */
final class Staging {
    private final FileSystem fileSystem;
    private final Path root;
    private final Fence fence;

    /** Staging for everything below a root. */
    Staging(FileSystem fileSystem, Path root, Fence fence) {
        this.fileSystem = fileSystem;
        this.root = root;
        this.fence = fence;
    }

    /** A path that only this change uses. It ends as its target does, from the name of the root on. */
    Path stage(Path target) {
        String inside =
                target.toUri().getPath().substring(root.toUri().getPath().length());
        return new Path(fresh(), root.getName() + inside);
    }

    private Path fresh() {
        return new Path(fence.own().location(), UUID.randomUUID().toString());
    }

    /**
     * Puts a staged file in its place, where it replaces another.
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
            throw unlessLost(e);
        } finally {
            discard(staged);
        }
    }

    /**
     * Puts a staged file in its place if that is free.
     *
     * @param direct makes the file where the file system cannot do that in one step: a process that is suspended after the check is late then
     * @return false if it is taken
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
        Path away = new Path(fresh(), target.getName());
        try {
            fileSystem.mkdirs(away.getParent());
            fence.requireHeld();
            if (fileSystem.exists(target)) {
                Renames.move(fileSystem, target, away);
            }
        } catch (IOException e) {
            throw unlessLost(e);
        } finally {
            discard(away);
        }
    }

    private IOException unlessLost(IOException failure) {
        fence.requireHeld();
        return failure;
    }

    /** Removes what a change staged. What stays is removed with the rest of the fence's folder. */
    void discard(Path staged) {
        Path own = new Path(fence.own().location());
        Path change = staged;
        while (!change.getParent().equals(own)) {
            change = change.getParent();
        }
        try {
            fileSystem.delete(change, true);
        } catch (IOException e) {
            // It takes room, and nothing else depends on it.
        }
    }
}
