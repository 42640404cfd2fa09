package io.kindling.driver.data.source;

/** Reasons why a row cannot be used. */
public enum BadRowReason {
    MALFORMED("malformed rows"),
    MISSING("missing values"),
    NOT_A_NUMBER("values that are not numbers"),
    NOT_FINITE("values that are not finite"),
    WRONG_LENGTH("arrays of the wrong length"),
    INVALID_LABEL("invalid labels"),
    INVALID_WEIGHT("invalid weights"),
    INVALID_INDEX("embedding indices out of range");

    private final String plural;

    BadRowReason(String plural) {
        this.plural = plural;
    }

    /** Returns the noun after a count, as in {@code 3 missing values}. */
    public String plural() {
        return plural;
    }
}
