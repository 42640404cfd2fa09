package io.kindling.driver.checkpoint;

import io.kindling.driver.data.TrainingData;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.training.TrainingState;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The checkpoint from which a run resumes.
 *
 * @param name name of the checkpoint
 */
public record Resumption(String name, Checkpoint checkpoint) {

    /**
     * Finds the newest checkpoint that verifies. Damaged and incomplete checkpoints are skipped with a warning.
     *
     * @param epochs total number of epochs of the run
     * @throws ConfigurationException if the newest checkpoint is of another run or has more epochs, or if a checkpoint
     *     is required and none verifies
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
                requireEpochsLeft(checkpoint, epochs, store.location() + "/" + name);
                return Optional.of(new Resumption(name, checkpoint));
            } catch (StorageException e) {
                warnings.accept("checkpoint " + name + " is skipped: " + e.getMessage());
            }
        }
        if (resume == Resume.REQUIRED) {
            throw new ConfigurationException("Cannot resume: " + store.location() + "; it has no "
                    + (names.isEmpty() ? "checkpoint" : "complete checkpoint")
                    + "; check output.folder, or set training.resume=auto");
        }
        return Optional.empty();
    }

    /**
     * Checks that the data is the data of the checkpoint.
     *
     * @param place folder of the checkpoint, for messages
     * @throws io.kindling.trainer.error.DataException if the examples differ
     * @throws StorageException if the data has no batch at the position of the state
     */
    public void requireSame(TrainingData data, String place) {
        checkpoint.data().requireSame(DataDigests.of(data), place);
        TrainingState state = checkpoint.state();
        long batches = data.train().plan().batches();
        if (state.batch() > batches || state.iteration() != state.epoch() * batches + state.batch()) {
            throw new StorageException("Cannot resume from " + place + "/" + name + ": iteration " + state.iteration()
                    + " is not batch " + state.batch() + " of epoch " + state.epoch() + ", with " + batches
                    + " batches per epoch; remove this checkpoint");
        }
    }

    private static void requireEpochsLeft(Checkpoint checkpoint, int epochs, String place) {
        boolean beyond = checkpoint.state().epoch() > epochs
                || (checkpoint.state().epoch() == epochs && checkpoint.state().batch() > 0);
        if (beyond) {
            throw new ConfigurationException("Cannot resume from " + place + ": more than " + epochs
                    + " epochs are complete; raise training.epochs, or set another --output");
        }
    }
}
