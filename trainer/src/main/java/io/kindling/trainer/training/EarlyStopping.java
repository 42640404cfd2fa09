package io.kindling.trainer.training;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Dimensions;
import io.kindling.trainer.network.ModelState;
import java.io.Serializable;
import java.util.Objects;

/**
 * Ends a training whose validation metric no longer gets better, and keeps the model of the best epoch.
 *
 * @param patience epochs in a row without a better value before the training ends
 * @param metric name of the validation metric; default {@code loss}
 * @param minDelta a value counts as better when it beats the best by more than this; default 0
 */
public record EarlyStopping(int patience, String metric, double minDelta) implements Serializable {
    public EarlyStopping {
        Dimensions.positive("training.earlyStopping.patience", patience);
        Objects.requireNonNull(metric, "metric");
        if (!(minDelta >= 0) || Double.isInfinite(minDelta)) {
            throw new ConfigurationException(
                    "Invalid training.earlyStopping.minDelta: " + minDelta + " (must be 0 or a positive number)");
        }
    }

    public EarlyStopping(int patience) {
        this(patience, "loss", 0);
    }

    /**
     * What is remembered from epoch to epoch.
     *
     * @param best value so far, NaN before the first
     * @param bestEpoch from 0, -1 before the first
     * @param badEpochs in a row without a better value
     * @param bestModel a copy of its own, or null before the first
     */
    public record Progress(double best, int bestEpoch, int badEpochs, ModelState bestModel) {
        /** Before the first epoch. */
        public static final Progress NONE = new Progress(Double.NaN, -1, 0, null);
    }

    /** What is remembered after {@code epoch} reached {@code value}. */
    Progress observe(Progress progress, int epoch, double value, Direction direction, ModelState model) {
        double gain = direction == Direction.HIGHER ? value - progress.best() : progress.best() - value;
        // A metric may be undefined in an epoch, as the area under a curve of one class is; any number is better than
        // that.
        boolean first = progress.bestModel() == null || (Double.isNaN(progress.best()) && !Double.isNaN(value));
        boolean better = first || gain > minDelta;
        return better
                ? new Progress(value, epoch, 0, model.copy())
                : new Progress(progress.best(), progress.bestEpoch(), progress.badEpochs() + 1, progress.bestModel());
    }

    /** Whether the training ends. */
    boolean stops(Progress progress) {
        return progress.badEpochs() >= patience;
    }

    /** Which values are better. */
    enum Direction {
        HIGHER,
        LOWER
    }
}
