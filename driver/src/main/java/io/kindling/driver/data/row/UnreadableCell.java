package io.kindling.driver.data.row;

import io.kindling.driver.data.source.BadRowReason;

/**
 * A cell that a column rule cannot read. The rule throws it. It then replaces the cell in the encoded row, and the
 * feature reader reports a bad row. Has no stack trace.
 */
public final class UnreadableCell extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final BadRowReason reason;
    private final String value;
    private final String why;

    /**
     * Creates an unreadable cell.
     *
     * @param value value of the cell, as shown in errors
     * @param why why the cell cannot be read, and the cure
     */
    public UnreadableCell(String value, String why) {
        this(BadRowReason.NOT_A_NUMBER, value, why);
    }

    private UnreadableCell(BadRowReason reason, String value, String why) {
        super(value + " (" + why + ")", null, false, false);
        this.reason = reason;
        this.value = value;
        this.why = why;
    }

    /** Returns a label that is not a class. */
    public static UnreadableCell label(String value, String why) {
        return new UnreadableCell(BadRowReason.INVALID_LABEL, value, why);
    }

    BadRowReason reason() {
        return reason;
    }

    String value() {
        return value;
    }

    /** Why the cell cannot be read. */
    public String why() {
        return why;
    }
}
