package io.kindling.trainer.error;

/**
 * What a user can mend. The message follows one grammar: {@code Cannot <verb> <thing>: <value>; <cure>} or {@code Invalid <noun>: <value> (<why>)}.
 * Control characters in it are written as escapes, so that a message that quotes a file cannot steer a terminal.
 */
public abstract sealed class KindlingException extends RuntimeException
        permits ConfigurationException, DataException, DivergenceException, LockedException, StorageException {
    private static final long serialVersionUID = 1L;

    protected KindlingException(String message) {
        super(printable(message));
    }

    protected KindlingException(String message, Throwable cause) {
        super(printable(message), cause);
    }

    private static String printable(String message) {
        return message == null ? null : Printable.text(message);
    }
}
