package io.kindling.driver.workflow;

import io.kindling.driver.storage.CheckedRecord;
import io.kindling.driver.storage.Folder;
import java.util.Optional;

/**
 * The decision about a run's model in the registry: {@code promotion.json} in the run folder. It completes the run.
 *
 * @param version of the model, from 1
 * @param promoted whether it became the champion
 * @param reason human-readable
 * @param champion version that it was compared with; 0 for none
 */
public record Promotion(
        String model, int version, boolean promoted, String reason, int champion, String parametersSha256) {
    /** Name of the file. */
    public static final String FILE = "promotion.json";

    /** Reads the decision from a run folder. Returns empty if there is none, or if the file is incomplete. */
    static Optional<Promotion> read(Folder run) {
        return run.has(FILE)
                ? CheckedRecord.parse(run.read(FILE), Promotion.class, run.location() + "/" + FILE)
                : Optional.empty();
    }

    void writeTo(Folder run) {
        run.write(FILE, CheckedRecord.bytes(this, Promotion.class));
    }

    /** Returns a human-readable line. */
    String describe() {
        return model + " version " + version + (promoted ? " is the champion: " : " is not promoted: ") + reason;
    }
}
