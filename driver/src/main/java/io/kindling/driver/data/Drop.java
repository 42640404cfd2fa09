package io.kindling.driver.data;

import io.kindling.driver.data.row.Rejections;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;

/**
 * Drops bad rows, counts them per reason and reports them in the output and in an event of the run folder.
 *
 * @param maxBadShare maximum share of bad rows among all rows, in [0, 1]; above it, the run fails
 */
public record Drop(double maxBadShare) implements BadRows {
    public Drop {
        if (!(maxBadShare >= 0 && maxBadShare <= 1)) {
            throw new ConfigurationException(
                    "Invalid data.badRows.maxBadShare: " + maxBadShare + " (must be in [0, 1])");
        }
    }

    public Drop() {
        this(0.1);
    }

    @Override
    public void judge(Rejections bad, long good) {
        long rows = bad.total() + good;
        if (bad.total() > maxBadShare * rows) {
            throw new DataException(
                    "Cannot drop " + bad.total() + " of " + rows + " rows: " + bad + "; the share is above "
                            + maxBadShare + " (data.badRows.maxBadShare); the first: "
                            + bad.first().message());
        }
    }
}
