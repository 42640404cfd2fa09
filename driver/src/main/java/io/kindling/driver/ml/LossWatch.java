package io.kindling.driver.ml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.trainer.error.StorageException;
import io.kindling.trainer.training.EpochReport;
import io.kindling.trainer.training.TrainingListener;
import io.kindling.trainer.training.TrainingState;
import java.util.ArrayList;
import java.util.List;

/** Keeps the reports of all epochs and detects when the objective stops decreasing. */
final class LossWatch implements TrainingListener {
    private final ObjectMapper json = new ObjectMapper();
    private final List<EpochReport> reports = new ArrayList<>();
    private final int patience;
    private final double tol;
    private double best = Double.POSITIVE_INFINITY;
    private int badEpochs;

    /**
     * Creates a watch.
     *
     * @param patience epochs in a row without a better loss before {@link #shouldStop} is true; 0 disables the check
     * @param history {@link #lines} of earlier epochs
     */
    LossWatch(int patience, double tol, List<String> history) {
        this.patience = patience;
        this.tol = tol;
        history.forEach(line -> record(report(line)));
    }

    @Override
    public void onEpoch(EpochReport report, TrainingState state) {
        record(report);
    }

    private void record(EpochReport report) {
        reports.add(report);
        double objective = objective(report);
        badEpochs = best - objective > tol ? 0 : badEpochs + 1;
        best = Math.min(best, objective);
    }

    /** The objective of an epoch: mean training loss plus penalty. */
    static double objective(EpochReport report) {
        return report.train().get("loss") + report.train().get("penalty");
    }

    boolean shouldStop() {
        return patience > 0 && badEpochs >= patience;
    }

    List<EpochReport> reports() {
        return reports;
    }

    /** The reports as JSON, one line per epoch. */
    List<String> lines() {
        return reports.stream().map(this::line).toList();
    }

    private String line(EpochReport report) {
        try {
            return json.writeValueAsString(report) + "\n";
        } catch (JsonProcessingException e) {
            throw new StorageException("Cannot write the report of epoch " + report.epoch() + ": " + e.getMessage(), e);
        }
    }

    private EpochReport report(String line) {
        try {
            return json.readValue(line, EpochReport.class);
        } catch (JsonProcessingException e) {
            throw new StorageException("Cannot read the report of an epoch: " + line.strip(), e);
        }
    }
}
