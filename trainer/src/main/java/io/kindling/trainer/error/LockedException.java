package io.kindling.trainer.error;

/** Another process holds the lock of a folder. */
public final class LockedException extends KindlingException {
    private static final long serialVersionUID = 1L;

    public LockedException(String message) {
        super(message);
    }
}
