package io.kindling.driver.ml;

import io.kindling.driver.checkpoint.CheckpointConfig;
import io.kindling.driver.checkpoint.CheckpointConfig.Interval;
import io.kindling.driver.checkpoint.CheckpointConfig.Unit;
import io.kindling.driver.checkpoint.CheckpointStore;
import io.kindling.driver.checkpoint.Checkpoints;
import io.kindling.driver.checkpoint.DataDigests;
import io.kindling.driver.checkpoint.Resume;
import io.kindling.driver.checkpoint.Resumption;
import io.kindling.driver.checkpoint.RunIdentity;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.redaction.Redaction;
import io.kindling.driver.storage.Folder;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.format.Digest;
import io.kindling.trainer.training.TrainingEngine;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one fit. The folder name is a digest of everything that determines the trained bits, so only the
 * same fit on the same rows finds them. A storage failure does not end the fit; it is logged as a warning.
 */
final class FitCheckpoints implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FitCheckpoints.class);
    private static final int NAME_LENGTH = 16;

    private final Folder root;
    private final String name;
    private final Checkpoints checkpoints;

    /**
     * Opens the checkpoints of a fit and finds the newest one.
     *
     * @param root folder of the checkpoints of all fits
     * @param identity identity of the training without its rows
     * @param epochs epochs between checkpoints
     */
    FitCheckpoints(Folder root, RunIdentity identity, int epochs, TrainingEngine engine, TrainingData rows) {
        int all = engine.spec().training().epochs();
        String fit = identity.digest() + " " + DataDigests.of(rows) + " " + all;
        this.root = root;
        this.name =
                "fit-" + Digest.ofBytes(fit.getBytes(StandardCharsets.UTF_8)).substring(0, NAME_LENGTH);
        CheckpointStore store = new CheckpointStore(
                root.folder(name),
                identity,
                engine.network(),
                engine.optimizer().slotNames(),
                engine.spec().metrics());
        Checkpoints.Policy policy =
                new Checkpoints.Policy(Optional.of(new Interval(epochs, Unit.EPOCH)), new CheckpointConfig().keep());
        this.checkpoints = new Checkpoints(
                store,
                policy,
                Resumption.find(store, Resume.AUTO, all, FitCheckpoints::warn),
                rows,
                FitCheckpoints::warn);
    }

    private static void warn(String text) {
        LOG.warn("{}", Redaction.of(System.getenv()).text(text));
    }

    Checkpoints checkpoints() {
        return checkpoints;
    }

    /** Removes all checkpoints of the completed fit. */
    void remove() {
        checkpoints.await();
        try {
            root.delete(name);
        } catch (StorageException e) {
            warn("cannot remove the checkpoints of a completed fit: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        checkpoints.close();
    }
}
