package io.kindling.trainer.training;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Dimensions;
import io.kindling.trainer.network.ModelState;
import java.io.Serializable;
import java.util.Objects;

/**
 * Stops training when the validation metric no longer improves, and returns the model of the best epoch.
 *
 * @param patience consecutive epochs without improvement before training stops
 * @param metric name of the validation metric; default {@code loss}
 * @param minDelta minimum change that counts as an improvement; default 0
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
     * State between epochs.
     *
     * @param best best value so far; NaN before the first epoch
     * @param bestEpoch epoch of the best value, from 0; -1 before the first epoch
     * @param badEpochs consecutive epochs without improvement
     * @param bestModel a copy of the model of the best epoch; null before the first epoch
     */
    public record Progress(double best, int bestEpoch, int badEpochs, ModelState bestModel) {
        /** The state before the first epoch. */
        public static final Progress NONE = new Progress(Double.NaN, -1, 0, null);
    }

    /** The state after {@code epoch}, whose metric is {@code value}. */
    Progress observe(Progress progress, int epoch, double value, Direction direction, ModelState model) {
        double gain = direction == Direction.HIGHER ? value - progress.best() : progress.best() - value;
        // A metric can be undefined (NaN), such as the AUC of a single class. Any number is better than NaN.
        boolean first = progress.bestModel() == null || (Double.isNaN(progress.best()) && !Double.isNaN(value));
        boolean better = first || gain > minDelta;
        return better
                ? new Progress(value, epoch, 0, model.copy())
                : new Progress(progress.best(), progress.bestEpoch(), progress.badEpochs() + 1, progress.bestModel());
    }

    /** Whether training stops. */
    boolean stops(Progress progress) {
        return progress.badEpochs() >= patience;
    }

    /** Whether a higher or a lower value is better. */
    enum Direction {
        HIGHER,
        LOWER
    }
}
