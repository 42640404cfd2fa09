package io.kindling.driver.tracking;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.driver.storage.Folder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The programs that a training reports to. They can neither fail nor delay a training.
 *
 * @param tensorBoard writes event files for TensorBoard into {@code tensorboard/} of the run folder; default false
 * @param mlflow tracking server to report to; null, the default, for none
 */
public record TrackingConfig(boolean tensorBoard, MlflowConfig mlflow) {

    public TrackingConfig() {
        this(false, null);
    }

    /**
     * Opens the trackers.
     *
     * @param config of the run, without secrets
     * @param environment variables of the process, with the credentials of the server
     * @param warnings receives each failure, in any thread
     */
    public Trackers open(Folder run, JsonNode config, Map<String, String> environment, Consumer<String> warnings) {
        List<Tracker> trackers = new ArrayList<>();
        if (tensorBoard) {
            try {
                trackers.add(new TensorBoardTracker(run.folder(TensorBoardTracker.FOLDER)));
            } catch (RuntimeException e) {
                warnings.accept(e.getMessage() + "; training continues without TensorBoard");
            }
        }
        if (mlflow != null) {
            try {
                trackers.add(new MlflowTracker(mlflow, run, config, environment, warnings));
            } catch (RuntimeException e) {
                warnings.accept(e.getMessage() + "; training continues without MLflow");
            }
        }
        return new Trackers(trackers, warnings);
    }
}
