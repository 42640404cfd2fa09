package io.kindling.driver.data.column;

import java.io.Serializable;

/** Converts the cells of a column to canonical text. */
interface CellText extends Serializable {

    /**
     * Returns the text of a cell; null if the cell is missing.
     *
     * @throws io.kindling.driver.data.row.UnreadableCell if the cell is not a value of the expected type
     */
    String of(Object cell);
}
