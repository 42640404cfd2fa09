package io.kindling.driver.ml;

import io.kindling.driver.data.row.Rejections;
import io.kindling.driver.data.source.BadRowReason;
import io.kindling.trainer.training.EpochReport;
import io.kindling.trainer.training.Outcome;
import java.util.List;
import java.util.Map;

/** The summary of a training. The model that {@code fit} returns and its copies have it; it is not saved. */
public final class TrainingSummary {
    private final List<EpochReport> epochs;
    private final Outcome outcome;
    private final int bestEpoch;
    private final Rejections dropped;
    private final Rejections droppedValidation;

    /**
     * Creates a summary.
     *
     * @param bestEpoch epoch of the kept model, from 1
     * @param dropped skipped training rows
     * @param droppedValidation skipped validation rows
     */
    TrainingSummary(
            List<EpochReport> epochs,
            Outcome outcome,
            int bestEpoch,
            Rejections dropped,
            Rejections droppedValidation) {
        this.epochs = List.copyOf(epochs);
        this.outcome = outcome;
        this.bestEpoch = bestEpoch;
        this.dropped = dropped;
        this.droppedValidation = droppedValidation;
    }

    /** The objective after each epoch: mean training loss plus the penalty of {@code regParam}. */
    public double[] objectiveHistory() {
        return epochs.stream().mapToDouble(LossWatch::objective).toArray();
    }

    /** Mean validation loss after each epoch; empty without validation rows. */
    public double[] validationHistory() {
        return epochs.stream()
                .map(EpochReport::validation)
                .filter(metrics -> metrics.containsKey("loss"))
                .mapToDouble(metrics -> metrics.get("loss"))
                .toArray();
    }

    /** Number of completed epochs. */
    public int totalIterations() {
        return epochs.size();
    }

    /** Epoch of the kept model, from 1: the best on the validation rows, or the last without validation rows. */
    public int bestEpoch() {
        return bestEpoch;
    }

    /** Whether training stopped before {@code maxIter} epochs because the loss no longer decreased. */
    public boolean stoppedEarly() {
        return outcome != Outcome.COMPLETED;
    }

    /** Number of training rows skipped by {@code handleInvalid=skip}, by reason; empty if no row was skipped. */
    public Map<BadRowReason, Long> droppedRows() {
        return Map.copyOf(dropped.counts());
    }

    /** Number of validation rows skipped by {@code handleInvalid=skip}, by reason; empty if no row was skipped. */
    public Map<BadRowReason, Long> droppedValidationRows() {
        return Map.copyOf(droppedValidation.counts());
    }

    /** The reports of all epochs. */
    public List<EpochReport> epochs() {
        return epochs;
    }
}
