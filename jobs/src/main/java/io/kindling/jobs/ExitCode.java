package io.kindling.jobs;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.error.DivergenceException;
import io.kindling.trainer.error.KindlingException;
import io.kindling.trainer.error.LockedException;
import io.kindling.trainer.error.StorageException;

/** Exit code of a command. */
enum ExitCode {
    OK(0),
    /** Unexpected error of the program or the cluster. */
    UNEXPECTED(1),
    /** Error in the command line or the configuration. */
    CONFIGURATION(2),
    /** Error in the data, or in reading or writing a file. */
    DATA(3),
    /** Training diverged. */
    DIVERGED(4),
    /** Another process holds the lock. */
    LOCKED(5),
    /** The reproduced model differs. */
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
