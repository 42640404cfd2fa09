package io.kindling.driver.data.row;

import io.kindling.driver.data.source.BadRowReason;

/** A cell that a column rule cannot read. The rule throws it; it then stands in the encoded row, so that the reader of features reports a bad row. It carries no stack. */
public final class UnreadableCell extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final BadRowReason reason;
    private final String value;
    private final String why;

    /**
     * An unreadable cell.
     *
     * @param value of the cell, as a message shows it
     * @param why it cannot be read, and the cure
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

    /** A label that is no class. */
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
