package io.kindling.trainer.error;

/** Invalid data: a missing column, a non-finite value, a label out of range, no rows. */
public final class DataException extends KindlingException {
    private static final long serialVersionUID = 1L;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }
}
