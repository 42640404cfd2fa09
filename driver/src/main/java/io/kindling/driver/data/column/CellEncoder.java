package io.kindling.driver.data.column;

import java.io.Serializable;

/** Encodes one column of a row. */
interface CellEncoder extends Serializable {

    /**
     * Overwrites {@code cells[at ..]}, one cell per field of the rule. A missing value becomes null.
     *
     * @param cell null where there is no value
     * @throws io.kindling.driver.data.row.UnreadableCell if the cell cannot be encoded
     */
    void encode(Object cell, Object[] cells, int at);
}
