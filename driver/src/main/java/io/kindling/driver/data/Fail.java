package io.kindling.driver.data;

import io.kindling.driver.data.row.Rejections;
import io.kindling.trainer.error.DataException;

/** Stops the run at any bad row. The error names the first bad row. */
public record Fail() implements BadRows {

    @Override
    public void judge(Rejections bad, long good) {
        if (bad.total() > 0) {
            String others = bad.total() == 1 ? "" : " (" + bad.total() + " bad rows: " + bad + ")";
            throw new DataException(bad.first().message() + others + "; fix the data or set data.badRows to drop"
                    + " (handleInvalid to skip, in an estimator or its model)");
        }
    }
}
