package io.kindling.trainer.math;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.math.Gemm.Operand;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which {@link Gemm} this JVM computes with: chosen once, at first use, and logged. The system property {@value #PROPERTY} says {@code native}, {@code
 * java} or, by default, {@code auto}: native where it loads, else Java.
 */
public final class Backend {
    /** System property that chooses. */
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
     * The backend of this JVM.
     *
     * @throws ConfigurationException if the property has no meaning, or asks for native where it does not load
     */
    public static Backend ofThisJvm() {
        if (Chosen.ATTEMPT.failure != null) {
            throw new ConfigurationException(Chosen.ATTEMPT.failure.getMessage(), Chosen.ATTEMPT.failure);
        }
        return Chosen.ATTEMPT.backend;
    }

    /** Chooses by a value of the property. */
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

    /** What multiplies matrices. */
    public Gemm gemm() {
        return gemm;
    }

    /** Why it is this one. */
    public String reason() {
        return reason;
    }

    /**
     * What computes and how it rounds: {@code OpenBLAS 0.3.31 (JNI), rounds as 1c291ca3}. A native BLAS picks its kernels by the processor and differs in the
     * last bits from one to another; machines with equal descriptions rounded a sample product equally.
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

    /** Initialised by the JVM when first asked for, once. */
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
