package io.kindling.driver.data.column;

import java.io.Serializable;

/** Encodes a column of a row. */
interface CellEncoder extends Serializable {

    /**
     * Overwrites {@code cells[at ..]} with one cell per field of the rule. A missing value is encoded as null.
     *
     * @param cell the value; null if missing
     * @throws io.kindling.driver.data.row.UnreadableCell if the cell cannot be encoded
     */
    void encode(Object cell, Object[] cells, int at);
}
