package io.kindling.driver.ml;

import io.kindling.trainer.training.EpochReport;
import io.kindling.trainer.training.TrainingListener;
import io.kindling.trainer.training.TrainingState;
import java.util.ArrayList;
import java.util.List;

/** Keeps the reports of all epochs, and tells when the training loss has ceased to fall. */
final class LossWatch implements TrainingListener {
    private final List<EpochReport> reports = new ArrayList<>();
    private final int patience;
    private final double tol;
    private double best = Double.POSITIVE_INFINITY;
    private int badEpochs;

    /**
     * A watch.
     *
     * @param patience epochs in a row without a better loss; 0 never tells
     */
    LossWatch(int patience, double tol) {
        this.patience = patience;
        this.tol = tol;
    }

    @Override
    public void onEpoch(EpochReport report, TrainingState state) {
        reports.add(report);
        double loss = report.train().get("loss");
        badEpochs = best - loss > tol ? 0 : badEpochs + 1;
        best = Math.min(best, loss);
    }

    boolean ended() {
        return patience > 0 && badEpochs >= patience;
    }

    List<EpochReport> reports() {
        return reports;
    }
}
