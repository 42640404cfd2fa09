package io.kindling.driver.data.source;

/** Signals that a row cannot be encoded. It is thrown and caught for each bad row, so it has no stack trace. */
public final class BadCell extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_SHOWN = 80;

    private final BadRowReason reason;
    private final String before;
    private final String after;

    private BadCell(BadRowReason reason, String before, String after) {
        super(before + "a row" + after, null, false, false);
        this.reason = reason;
        this.before = before;
        this.after = after;
    }

    /** Returns the error of a value in a column. */
    public static BadCell value(BadRowReason reason, String column, Object value, String why) {
        return new BadCell(
                reason,
                "Cannot read column " + column + " of ",
                ": " + shortened(ShownCell.of(value)) + " (" + why + ")");
    }

    /** Returns the error of a row that cannot be parsed. */
    public static BadCell malformed(String text, String why) {
        return new BadCell(BadRowReason.MALFORMED, "Cannot read ", ": " + shortened(text) + " (" + why + ")");
    }

    /** Returns the error of a label that the loss rejects. */
    public static BadCell label(String column, String message) {
        return new BadCell(BadRowReason.INVALID_LABEL, message + " in column " + column + " of ", "");
    }

    private static String shortened(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
    }

    public BadRowReason reason() {
        return reason;
    }

    /** Returns the message for a row, such as {@code row 3 of digits.csv}. */
    String message(String row) {
        return before + row + after;
    }
}
