package io.kindling.trainer.error;

/** What a user can mend. The message follows one grammar: {@code Cannot <verb> <thing>: <value>; <cure>} or {@code Invalid <noun>: <value> (<why>)}. */
public abstract sealed class KindlingException extends RuntimeException
        permits ConfigurationException, DataException, DivergenceException, LockedException, StorageException {
    private static final long serialVersionUID = 1L;

    protected KindlingException(String message) {
        super(message);
    }

    protected KindlingException(String message, Throwable cause) {
        super(message, cause);
    }
}
