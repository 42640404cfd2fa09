package io.kindling.driver.checkpoint;

import io.kindling.driver.data.TrainingData;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.training.TrainingState;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where a training begins.
 *
 * @param name of the checkpoint that it goes on from
 */
public record Resumption(String name, Checkpoint checkpoint) {

    /**
     * The newest checkpoint that verifies; damaged and unfinished ones are passed over with a warning.
     *
     * @param epochs that the training is to have in all
     * @throws ConfigurationException if the newest is of another training, if more epochs are done than wanted, or if one is required and none verifies
     */
    public static Optional<Resumption> find(
            CheckpointStore store, Resume resume, int epochs, Consumer<String> warnings) {
        if (resume == Resume.NEVER) {
            store.names().forEach(store::delete);
            return Optional.empty();
        }
        List<String> names = store.names();
        for (String name : names) {
            try {
                Checkpoint checkpoint = store.read(name);
                requireAhead(checkpoint, epochs, store.location() + "/" + name);
                return Optional.of(new Resumption(name, checkpoint));
            } catch (StorageException e) {
                warnings.accept("checkpoint " + name + " is passed over: " + e.getMessage());
            }
        }
        if (resume == Resume.REQUIRED) {
            throw new ConfigurationException("Cannot resume: " + store.location() + "; it holds no checkpoint that "
                    + (names.isEmpty() ? "could be read" : "is whole")
                    + ", check output.folder or set training.resume=auto");
        }
        return Optional.empty();
    }

    /**
     * Refuses to go on with other data.
     *
     * @param place of the checkpoint, for messages
     * @throws io.kindling.trainer.error.DataException if the examples are others
     * @throws StorageException if the state is at a position that such data does not have
     */
    public void requireSame(TrainingData data, String place) {
        checkpoint.data().requireSame(DataDigests.of(data), place);
        TrainingState state = checkpoint.state();
        long batches = data.train().plan().batches();
        if (state.batch() > batches || state.iteration() != state.epoch() * batches + state.batch()) {
            throw new StorageException("Cannot resume from " + place + "/" + name + ": iteration " + state.iteration()
                    + " is not batch " + state.batch() + " of epoch " + state.epoch() + ", with " + batches
                    + " batches an epoch; remove this checkpoint");
        }
    }

    private static void requireAhead(Checkpoint checkpoint, int epochs, String place) {
        boolean beyond = checkpoint.state().epoch() > epochs
                || (checkpoint.state().epoch() == epochs && checkpoint.state().batch() > 0);
        if (beyond) {
            throw new ConfigurationException("Cannot resume from " + place + ": more than " + epochs
                    + " epochs are done; raise training.epochs, or give another --output");
        }
    }
}
