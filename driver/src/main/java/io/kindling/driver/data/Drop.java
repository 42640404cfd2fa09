package io.kindling.driver.data;

import io.kindling.driver.data.row.Rejections;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;

/**
 * Bad rows are left out, counted per reason and reported; an event of the run folder says so too.
 *
 * @param maxBadShare the share of all rows above which the data is refused after all, in [0, 1]
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
