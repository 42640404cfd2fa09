package io.kindling.driver.workflow;

import io.kindling.driver.storage.CheckedRecord;
import io.kindling.driver.storage.Folder;
import java.util.Optional;

/**
 * What became of a run's model in the registry: {@code promotion.json} in the run folder, after which the run is done.
 *
 * @param version of the model, from 1
 * @param promoted whether it became the champion
 * @param reason for people
 * @param champion the champion that it was compared with; 0 for none
 */
public record Promotion(
        String model, int version, boolean promoted, String reason, int champion, String parametersSha256) {
    /** Name of the file. */
    public static final String FILE = "promotion.json";

    /** The one that a run folder holds; empty without one, or if the writing of it did not end. */
    static Optional<Promotion> read(Folder run) {
        return run.has(FILE)
                ? CheckedRecord.parse(run.read(FILE), Promotion.class, run.location() + "/" + FILE)
                : Optional.empty();
    }

    void writeTo(Folder run) {
        run.write(FILE, CheckedRecord.bytes(this, Promotion.class));
    }

    /** One line for people. */
    String describe() {
        return model + " version " + version + (promoted ? " is the champion: " : " is not promoted: ") + reason;
    }
}
