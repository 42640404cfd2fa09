package io.kindling.trainer.error;

/** The configuration or the command line asks for something impossible: an unknown key, a wrong type, shapes that do not fit. */
public final class ConfigurationException extends KindlingException {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }

    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
