package io.kindling.driver.data;

import io.kindling.driver.data.row.Rejections;
import java.io.Serializable;

/** What to do with rows that cannot be trained on. */
public sealed interface BadRows extends Serializable permits Fail, Drop {

    /**
     * Checks the bad rows of one source.
     *
     * @param good number of usable rows
     * @throws io.kindling.trainer.error.DataException if the bad rows must stop training
     */
    void judge(Rejections bad, long good);
}
