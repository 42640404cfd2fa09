package io.kindling.driver.data;

import io.kindling.driver.data.row.Rejections;
import java.io.Serializable;

/** What to do with rows that cannot be trained on. */
public sealed interface BadRows extends Serializable permits Fail, Drop {

    /**
     * Looks at the bad rows of one source.
     *
     * @param good rows that can be used
     * @throws io.kindling.trainer.error.DataException if training must not go on
     */
    void judge(Rejections bad, long good);
}
