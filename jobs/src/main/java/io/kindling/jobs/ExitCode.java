package io.kindling.jobs;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.error.DivergenceException;
import io.kindling.trainer.error.KindlingException;
import io.kindling.trainer.error.LockedException;
import io.kindling.trainer.error.StorageException;

/** What a command tells the shell. */
enum ExitCode {
    OK(0),
    /** A fault of the program or of the cluster. */
    UNEXPECTED(1),
    /** The command line or the configuration. */
    CONFIGURATION(2),
    /** The data, or a file that was to be read or written. */
    DATA(3),
    /** Training left the finite numbers. */
    DIVERGED(4),
    /** Another process is at work there. */
    LOCKED(5),
    /** Trained again, and other bits came out. */
    OTHER_BITS(7);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static ExitCode of(KindlingException error) {
        if (error instanceof ConfigurationException) {
            return CONFIGURATION;
        }
        if (error instanceof DataException || error instanceof StorageException) {
            return DATA;
        }
        if (error instanceof LockedException) {
            return LOCKED;
        }
        return error instanceof DivergenceException ? DIVERGED : UNEXPECTED;
    }
}
