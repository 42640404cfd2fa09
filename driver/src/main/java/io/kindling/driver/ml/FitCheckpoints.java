package io.kindling.driver.ml;

import io.kindling.driver.Redaction;
import io.kindling.driver.checkpoint.CheckpointListener;
import io.kindling.driver.checkpoint.CheckpointStore;
import io.kindling.driver.checkpoint.CheckpointWriter;
import io.kindling.driver.checkpoint.DataDigests;
import io.kindling.driver.checkpoint.History;
import io.kindling.driver.checkpoint.Resumption;
import io.kindling.driver.checkpoint.RunIdentity;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.storage.Folder;
import io.kindling.driver.training.NetworkTask;
import io.kindling.trainer.checkpoint.Digest;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.optimizer.Optimizer;
import io.kindling.driver.checkpoint.CheckpointConfig.Interval;
import io.kindling.driver.checkpoint.CheckpointConfig.Unit;
import io.kindling.driver.checkpoint.Resume;
import io.kindling.trainer.training.TrainingConfig;
import io.kindling.trainer.training.TrainingListener;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one fit, in a folder whose name says all that its bits depend on: the same fit on the same rows finds them again, and no other does. Storage that fails ends no fit: it is logged.
 */
final class FitCheckpoints implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FitCheckpoints.class);
    private static final int NAME_LENGTH = 16;

    private final Folder root;
    private final String name;
    private final DataDigests data;
    private final Interval every;
    private final Optional<Resumption> newest;
    private final CheckpointWriter writer;

    /**
     * Opens the checkpoints of a fit, and looks for the newest.
     *
     * @param root where those of all fits are
     * @param identity of what is trained, but for the rows
     * @param epochs from one checkpoint to the next
     */
    FitCheckpoints(
            Folder root,
            RunIdentity identity,
            int epochs,
            TrainingConfig config,
            Network network,
            Optimizer optimizer,
            NetworkTask task,
            TrainingData rows) {
        this.root = root;
        this.data = DataDigests.of(rows);
        String all = identity.digest() + " " + data + " " + config.epochs();
        this.name =
                "fit-" + Digest.ofBytes(all.getBytes(StandardCharsets.UTF_8)).substring(0, NAME_LENGTH);
        this.every = new Interval(epochs, Unit.EPOCH);
        CheckpointStore store =
                new CheckpointStore(root.folder(name), identity, network, optimizer.slotNames(), task.metrics());
        this.newest = Resumption.find(store, Resume.AUTO, config.epochs(), FitCheckpoints::warn);
        newest.ifPresent(from -> from.requireSame(rows, store.location()));
        this.writer = new CheckpointWriter(
                store,
                config.checkpoint().keep(),
                newest.map(Resumption::name).orElse(null),
                FitCheckpoints::warn,
                (name, iteration) -> {});
    }

    private static void warn(String text) {
        LOG.warn("{}", Redaction.of(System.getenv()).text(text));
    }

    /** Where the fit goes on; empty where it begins. */
    Optional<Resumption> newest() {
        return newest;
    }

    /** Writes them, to be told of each epoch after the watch. */
    TrainingListener listener(LossWatch watch) {
        return new CheckpointListener(
                writer,
                every,
                newest.map(from -> from.checkpoint().state()),
                () -> new History(watch.lines(), List.of()),
                data,
                System::nanoTime);
    }

    /** Removes them all, when the fit has come to its end. */
    void remove() {
        writer.await();
        try {
            root.delete(name);
        } catch (StorageException e) {
            warn("checkpoints of a finished fit are left: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        writer.close();
    }
}
