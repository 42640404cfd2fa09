package io.kindling.trainer.error;

import io.kindling.trainer.redaction.SecretText;

/**
 * What a user can mend. The message follows one grammar: {@code Cannot <verb> <thing>: <value>; <cure>} or {@code Invalid <noun>: <value> (<why>)}.
 * What looks like a secret in it is masked, and control characters are written as escapes, so that a message that quotes a file cannot steer a terminal.
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
