package io.kindling.driver.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.kindling.trainer.error.KindlingException;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;

/**
 * Runs a reader on untrusted bytes. The reader may throw only {@link KindlingException}, allocate memory proportional
 * to the input, and use at most two seconds of CPU time.
 */
public final class Untrusted {
    private static final long FIXED_BYTES = 4L << 20;
    private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(2);

    private Untrusted() {}

    /**
     * Runs a reader. Any exception except {@link KindlingException} is thrown.
     *
     * @param length length of the input in bytes
     * @param bytesPerByte maximum number of bytes that the reader allocates per byte of input, including garbage, in
     *     addition to 4 MiB
     */
    public static void read(int length, int bytesPerByte, Runnable reader) {
        Cost limit = new Cost(FIXED_BYTES + (long) bytesPerByte * length, MAX_NANOS);
        if (!limit.covers(cost(reader))) {
            // The first run also loads classes and fills caches.
            Cost cost = cost(reader);
            assertThat(limit.covers(cost))
                    .as("%s bytes of input: cost %s, limit %s", length, cost, limit)
                    .isTrue();
        }
    }

    private static Cost cost(Runnable reader) {
        Cost before = Cost.now();
        readOnce(reader);
        return Cost.now().minus(before);
    }

    private static void readOnce(Runnable reader) {
        try {
            reader.run();
        } catch (KindlingException e) {
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\u001b");
        }
    }

    private record Cost(long allocatedBytes, long cpuNanos) {

        static Cost now() {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            return new Cost(threads.getCurrentThreadAllocatedBytes(), threads.getCurrentThreadCpuTime());
        }

        Cost minus(Cost other) {
            return new Cost(allocatedBytes - other.allocatedBytes, cpuNanos - other.cpuNanos);
        }

        boolean covers(Cost other) {
            return other.allocatedBytes <= allocatedBytes && other.cpuNanos <= cpuNanos;
        }
    }
}
