package io.kindling.trainer.error;

/** Training diverged: a loss or a gradient is NaN or infinite. */
public final class DivergenceException extends KindlingException {
    private static final long serialVersionUID = 1L;

    public DivergenceException(String message) {
        super(message);
    }

    public DivergenceException(String message, Throwable cause) {
        super(message, cause);
    }
}
