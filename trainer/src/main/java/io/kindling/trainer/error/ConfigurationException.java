package io.kindling.trainer.error;

/** Invalid configuration or command line: an unknown key, a wrong type, incompatible shapes. */
public final class ConfigurationException extends KindlingException {
    private static final long serialVersionUID = 1L;

    public ConfigurationException(String message) {
        super(message);
    }

    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
