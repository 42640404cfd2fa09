package io.kindling.driver.ml;

import io.kindling.trainer.training.EpochReport;
import io.kindling.trainer.training.Outcome;
import java.util.List;

/** How a training went. It is known to the model that {@code fit} returns and to its copies; it is not saved. */
public final class TrainingSummary {
    private final List<EpochReport> epochs;
    private final Outcome outcome;
    private final int bestEpoch;

    /**
     * A summary.
     *
     * @param bestEpoch whose model was kept, from 1
     */
    TrainingSummary(List<EpochReport> epochs, Outcome outcome, int bestEpoch) {
        this.epochs = List.copyOf(epochs);
        this.outcome = outcome;
        this.bestEpoch = bestEpoch;
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

    /** Everything that was reported after each epoch. */
    public List<EpochReport> epochs() {
        return epochs;
    }
}
