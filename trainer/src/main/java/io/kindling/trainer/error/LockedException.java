package io.kindling.trainer.error;

/** Another process is at work in a folder that only one may write. */
public final class LockedException extends KindlingException {
    private static final long serialVersionUID = 1L;

    public LockedException(String message) {
        super(message);
    }
}
