package io.kindling.trainer.error;

import io.kindling.trainer.redaction.SecretText;

/**
 * An error that the user can fix. The message follows one grammar: {@code Cannot <verb> <thing>: <value>; <cure>} or
 * {@code Invalid <noun>: <value> (<why>)}. Secrets in the message are masked. Control characters are escaped, so a
 * message that quotes a file cannot control a terminal.
 */
public abstract sealed class KindlingException extends RuntimeException
        permits ConfigurationException, DataException, DivergenceException, LockedException, StorageException {
    private static final long serialVersionUID = 1L;

    protected KindlingException(String message) {
        super(shown(message));
    }

    protected KindlingException(String message, Throwable cause) {
        super(shown(message), cause);
    }

    private static String shown(String message) {
        return message == null ? null : Printable.text(SecretText.mask(message));
    }
}
