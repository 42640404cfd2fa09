package io.kindling.driver.data.column;

import java.io.Serializable;

/** Encodes one column of a row. */
interface CellEncoder extends Serializable {

    /**
     * Overwrites {@code cells[at ..]}, one cell a field of the rule. What cannot be encoded stays as it is, or becomes null, for the reader of numbers to refuse.
     *
     * @param cell null where there is no value
     */
    void encode(Object cell, Object[] cells, int at);
}
