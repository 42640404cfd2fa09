package io.kindling.trainer.error;

/** A file that was to be read or written is missing, damaged or refused. */
public final class StorageException extends KindlingException {
    private static final long serialVersionUID = 1L;

    public StorageException(String message) {
        super(message);
    }

    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
