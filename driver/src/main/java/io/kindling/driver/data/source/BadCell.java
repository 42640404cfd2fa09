package io.kindling.driver.data.source;

/** Why one row cannot be encoded. Thrown and caught while rows are encoded, so it carries no stack. */
public final class BadCell extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_SHOWN = 80;

    private final BadRowReason reason;
    private final String before;
    private final String after;

    private BadCell(BadRowReason reason, String before, String after) {
        super(before + "a row" + after, null, false, false);
        this.reason = reason;
        this.before = before;
        this.after = after;
    }

    /** A value of one column. */
    public static BadCell value(BadRowReason reason, String column, Object value, String why) {
        return new BadCell(
                reason, "Cannot read column " + column + " of ", ": " + shown(ShownCell.of(value)) + " (" + why + ")");
    }

    /** A whole row. */
    public static BadCell malformed(String text, String why) {
        return new BadCell(BadRowReason.MALFORMED, "Cannot read ", ": " + shown(text) + " (" + why + ")");
    }

    /** A target that the loss refuses. */
    public static BadCell label(String column, String message) {
        return new BadCell(BadRowReason.INVALID_LABEL, message + " in column " + column + " of ", "");
    }

    private static String shown(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
    }

    public BadRowReason reason() {
        return reason;
    }

    /** The message for a row at a place: {@code row 3 of digits.csv}. */
    String message(String place) {
        return before + place + after;
    }
}
