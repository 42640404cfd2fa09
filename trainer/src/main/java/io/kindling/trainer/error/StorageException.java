package io.kindling.trainer.error;

/** A file is missing, corrupt, or cannot be read or written. */
public final class StorageException extends KindlingException {
    private static final long serialVersionUID = 1L;

    public StorageException(String message) {
        super(message);
    }

    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
