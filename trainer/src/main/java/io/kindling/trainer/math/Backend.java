package io.kindling.trainer.math;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.math.Gemm.Operand;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link Gemm} of this JVM, chosen and logged at first use. The system property {@value #PROPERTY} is
 * {@code native}, {@code java} or, by default, {@code auto}: native if it loads, otherwise Java.
 */
public final class Backend {
    /** System property that selects the backend. */
    public static final String PROPERTY = "kindling.gemm";

    private final Gemm gemm;
    private final String reason;
    private final String description;

    private Backend(Gemm gemm, String reason) {
        this.gemm = gemm;
        this.reason = reason;
        this.description = gemm.description() + ", rounds as " + fingerprint(gemm);
    }

    /**
     * Returns the backend of this JVM.
     *
     * @throws ConfigurationException if the property is invalid, or if it is {@code native} and the native library does
     *     not load
     */
    public static Backend ofThisJvm() {
        if (Chosen.ATTEMPT.failure != null) {
            throw new ConfigurationException(Chosen.ATTEMPT.failure.getMessage(), Chosen.ATTEMPT.failure);
        }
        return Chosen.ATTEMPT.backend;
    }

    /** Chooses a backend by the value of the property. */
    static Backend choose(String wanted, Supplier<? extends Gemm> nativeGemm) {
        String source = PROPERTY + "=" + wanted;
        return switch (wanted.toLowerCase(Locale.ROOT)) {
            case "native" -> new Backend(nativeGemm.get(), source);
            case "java" -> new Backend(new JavaGemm(), source);
            case "auto" -> nativeElseJava(nativeGemm);
            default ->
                throw new ConfigurationException(
                        "Invalid " + PROPERTY + ": " + wanted + " (must be native, java or auto)");
        };
    }

    private static Backend nativeElseJava(Supplier<? extends Gemm> nativeGemm) {
        try {
            return new Backend(nativeGemm.get(), "native loads");
        } catch (ConfigurationException e) {
            return new Backend(new JavaGemm(), e.getMessage());
        }
    }

    /** The matrix multiplication. */
    public Gemm gemm() {
        return gemm;
    }

    /** Why this backend was chosen. */
    public String reason() {
        return reason;
    }

    /**
     * Name and rounding fingerprint: {@code OpenBLAS 0.3.31 (JNI), rounds as 1c291ca3}. A native BLAS selects kernels
     * by processor, and results can differ in the last bits between processors. Machines with equal descriptions round
     * a sample product equally.
     */
    public String description() {
        return description;
    }

    private static String fingerprint(Gemm gemm) {
        int m = 67;
        int n = 131;
        int k = 521;
        float[] a = sample(m * k, 1);
        float[] b = sample(k * n, 2);
        float[] c = new float[m * n];
        gemm.multiply(Operand.PLAIN, Operand.TRANSPOSED, m, n, k, 1f, a, 0, k, b, 0, k, 0f, c, 0, n);
        CRC32 checksum = new CRC32();
        for (float value : c) {
            int bits = Float.floatToIntBits(value);
            for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
                checksum.update(bits >>> shift);
            }
        }
        return String.format("%08x", checksum.getValue());
    }

    /** Values in [-1, 1) whose sums need rounding. */
    private static float[] sample(int length, int factor) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (i * factor * 0x9E3779B9) * 0x1.0p-31f;
        }
        return values;
    }

    /** Initialized once by the JVM, at first use. */
    private static final class Chosen {
        private static final Attempt ATTEMPT = attempt();

        private static Attempt attempt() {
            Logger log = LoggerFactory.getLogger(Backend.class);
            try {
                Backend backend = choose(System.getProperty(PROPERTY, "auto"), NativeGemm::load);
                log.info("Matrix products by {} ({})", backend.description(), backend.reason());
                return new Attempt(backend, null);
            } catch (ConfigurationException e) {
                return new Attempt(null, e);
            }
        }
    }

    private record Attempt(Backend backend, ConfigurationException failure) {}
}
