package io.kindling.driver.checkpoint;

import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.TrainingData;
import io.kindling.trainer.error.DataException;

/**
 * Digests of the training and validation examples.
 *
 * @param train digest of the source of the training examples
 * @param validation digest of the source of the validation examples; empty without validation
 */
public record DataDigests(String train, String validation) {

    /** Returns the digests of prepared data. */
    public static DataDigests of(TrainingData data) {
        return new DataDigests(
                data.train().digest(),
                data.validation().map(PreparedData::digest).orElse(""));
    }

    /**
     * Checks that the current data has the same digests.
     *
     * @param folder folder of the checkpoint, for messages
     * @throws DataException if a digest differs
     */
    public void requireSame(DataDigests current, String folder) {
        if (!equals(current)) {
            throw new DataException("Cannot resume from " + folder + ": the "
                    + (train.equals(current.train) ? "validation" : "training")
                    + " examples differ from the examples of the checkpoint (digest "
                    + (train.equals(current.train) ? current.validation : current.train) + ", in the checkpoint "
                    + (train.equals(current.train) ? validation : train)
                    + "); use the same data, another --output, or training.resume=never");
        }
    }
}
