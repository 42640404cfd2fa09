package io.kindling.driver.data.source;

/** Why a row cannot be trained on. */
public enum BadRowReason {
    MALFORMED("malformed rows"),
    MISSING("missing values"),
    NOT_A_NUMBER("values that are not numbers"),
    NOT_FINITE("values that are not finite"),
    WRONG_LENGTH("arrays of another length"),
    INVALID_LABEL("invalid labels"),
    INVALID_WEIGHT("invalid weights"),
    INVALID_INDEX("values without a row in their embedding");

    private final String plural;

    BadRowReason(String plural) {
        this.plural = plural;
    }

    /** For counts: {@code 3 missing values}. */
    public String plural() {
        return plural;
    }
}
