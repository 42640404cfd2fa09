package io.kindling.driver.checkpoint;

import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.TrainingData;
import io.kindling.trainer.error.DataException;

/**
 * Which examples a training sees.
 *
 * @param train of the training examples' source
 * @param validation of the validation examples' source; empty without any
 */
public record DataDigests(String train, String validation) {

    /** Those of prepared data. */
    public static DataDigests of(TrainingData data) {
        return new DataDigests(
                data.train().digest(),
                data.validation().map(PreparedData::digest).orElse(""));
    }

    /**
     * Refuses to go on with other data.
     *
     * @param folder of the checkpoint, for the message
     * @throws DataException if these are not the digests of the data at hand
     */
    public void requireSame(DataDigests atHand, String folder) {
        if (!equals(atHand)) {
            throw new DataException("Cannot resume from " + folder + ": the "
                    + (train.equals(atHand.train) ? "validation" : "training")
                    + " examples are not those that it was trained on (digest "
                    + (train.equals(atHand.train) ? atHand.validation : atHand.train) + ", then "
                    + (train.equals(atHand.train) ? validation : train)
                    + "); give it the same data, another --output, or training.resume=never");
        }
    }
}
