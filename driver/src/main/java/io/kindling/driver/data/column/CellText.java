package io.kindling.driver.data.column;

import java.io.Serializable;

/** Gives the canonical text of the cells of one column. */
interface CellText extends Serializable {

    /**
     * The text of a cell; null where the cell is missing.
     *
     * @throws io.kindling.driver.data.row.UnreadableCell if the cell holds no value of the type that is wanted
     */
    String of(Object cell);
}
