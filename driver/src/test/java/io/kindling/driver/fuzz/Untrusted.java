package io.kindling.driver.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.kindling.trainer.error.KindlingException;
import java.lang.management.ManagementFactory;

/** Runs a reader on bytes that came from anywhere. It may refuse them with one of our errors and with no other, and allocates no more than they justify. */
public final class Untrusted {
    private static final long FIXED_BYTES = 64L << 20;
    private static final long BYTES_PER_BYTE = 2_000;

    private Untrusted() {}

    /**
     * Runs it; whatever is no {@link KindlingException} is thrown.
     *
     * @param length of the input in bytes
     */
    public static void read(int length, Runnable reader) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        try {
            reader.run();
        } catch (KindlingException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\u001b");
        }
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(FIXED_BYTES + BYTES_PER_BYTE * length);
    }
}
