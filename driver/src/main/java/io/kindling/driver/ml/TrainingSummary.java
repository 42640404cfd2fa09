package io.kindling.driver.ml;

import io.kindling.driver.data.row.Rejections;
import io.kindling.driver.data.source.BadRowReason;
import io.kindling.trainer.training.EpochReport;
import io.kindling.trainer.training.Outcome;
import java.util.List;
import java.util.Map;

/** How a training went. It is known to the model that {@code fit} returns and to its copies; it is not saved. */
public final class TrainingSummary {
    private final List<EpochReport> epochs;
    private final Outcome outcome;
    private final int bestEpoch;
    private final Rejections dropped;
    private final Rejections droppedValidation;

    /**
     * A summary.
     *
     * @param bestEpoch whose model was kept, from 1
     * @param dropped rows to train on that were skipped
     * @param droppedValidation validation rows that were skipped
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

    /** What each epoch made small: mean loss of the rows that were trained on, and the penalty of {@code regParam}. */
    public double[] objectiveHistory() {
        return epochs.stream().mapToDouble(LossWatch::objective).toArray();
    }

    /** Mean loss on the validation rows after each epoch; empty without such rows. */
    public double[] validationHistory() {
        return epochs.stream()
                .map(EpochReport::validation)
                .filter(metrics -> metrics.containsKey("loss"))
                .mapToDouble(metrics -> metrics.get("loss"))
                .toArray();
    }

    /** Epochs that were done. */
    public int totalIterations() {
        return epochs.size();
    }

    /** The epoch whose model was kept, from 1: the best on the validation rows, or without those the last. */
    public int bestEpoch() {
        return bestEpoch;
    }

    /** Whether the loss ceased to fall before {@code maxIter} epochs were done. */
    public boolean stoppedEarly() {
        return outcome != Outcome.COMPLETED;
    }

    /** Rows to train on that {@code handleInvalid=skip} left out, by reason; empty if none was. */
    public Map<BadRowReason, Long> droppedRows() {
        return Map.copyOf(dropped.counts());
    }

    /** Validation rows that {@code handleInvalid=skip} left out, by reason; empty if none was. */
    public Map<BadRowReason, Long> droppedValidationRows() {
        return Map.copyOf(droppedValidation.counts());
    }

    /** Everything that was reported after each epoch. */
    public List<EpochReport> epochs() {
        return epochs;
    }
}
