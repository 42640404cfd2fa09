package io.kindling.driver.model;

import io.kindling.trainer.error.ConfigurationException;
import java.util.Locale;

/** Estimates the memory for reading a file of parameters, and compares it with the heap before the file is read. */
public final class ModelMemory {
    private static final long MEBIBYTE = 1 << 20;

    /** The bytes of the file, its tensors, and the parameters in the order of the network. */
    private static final int COPIES = 3;

    private ModelMemory() {}

    /**
     * Checks that this JVM can read a file.
     *
     * @param length length of the file in bytes
     * @throws ConfigurationException if the heap is too small; names the setting to change
     */
    public static void require(String location, long length) {
        require(location, length, Runtime.getRuntime().maxMemory());
    }

    static void require(String location, long length, long heap) {
        if (length > heap / COPIES) {
            throw new ConfigurationException(String.format(
                    Locale.ROOT,
                    "Cannot read the model %s in a driver of %,d MiB: its %,d MiB of parameters take at least %,d MiB;"
                            + " raise spark.driver.memory, with the launcher KINDLING_OPTS=-Xmx%dg",
                    location,
                    heap / MEBIBYTE,
                    length / MEBIBYTE,
                    COPIES * length / MEBIBYTE,
                    COPIES * length / (700 * MEBIBYTE) + 1));
        }
    }
}
