package io.kindling.trainer.math;

import dev.ludovic.netlib.blas.NativeBLAS;
import io.kindling.trainer.error.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * The native BLAS that comes in the jar: OpenBLAS as Bytedeco builds it, called through netlib's JNI binding, which pins the heap arrays for
 * the call and copies nothing. One thread a call.
 *
 * <p>netlib binds one library in a JVM, at its first use. Where another library was first (Spark's MLlib uses netlib too), that one is used, and {@link
 * #description} says so.
 */
public final class NativeGemm implements Gemm {
    private static final String LIBRARY_PATH = "dev.ludovic.netlib.blas.nativeLibPath";
    private static final String LIBRARY_NAME = "dev.ludovic.netlib.blas.nativeLib";
    /** Name under which JavaCPP keeps the library that it loaded; the number is that of its binary interface. */
    private static final String LOADED_AS = "openblas_nolapack@.0";

    private static final String BUNDLED = openblas_nolapack.OPENBLAS_VERSION.trim() + " (JNI)";
    private static final String FOREIGN = " (JNI, its number of threads is its own)";

    private final NativeBLAS blas;
    private final String description;

    private NativeGemm(NativeBLAS blas, String description) {
        this.blas = blas;
        this.description = description;
    }

    /**
     * Extracts and loads the libraries.
     *
     * @throws ConfigurationException if that cannot be done here: no library for this platform, no place to extract to, a library that it needs is missing
     */
    public static NativeGemm load() {
        try {
            String before = System.getProperty(LIBRARY_PATH, System.getProperty(LIBRARY_NAME));
            boolean chosenByUser =
                    before != null && !Loader.getLoadedLibraries().containsValue(before);
            if (chosenByUser) {
                return new NativeGemm(bind(before), before + FOREIGN);
            }
            String path = loadBundled();
            System.setProperty(LIBRARY_PATH, path);
            long bindings = bindings();
            NativeBLAS blas = bind(path);
            boolean boundToAnother = before == null && bindings > 0 && bindings() == bindings;
            return new NativeGemm(
                    blas, boundToAnother ? "the BLAS that netlib was bound to before" + FOREIGN : BUNDLED);
        } catch (LinkageError | RuntimeException e) {
            throw new ConfigurationException(
                    "Cannot load the native BLAS: " + reason(e) + "; set -D" + Backend.PROPERTY + "=java", e);
        }
    }

    /**
     * Loads OpenBLAS with the libraries it needs, for one thread a call. The path is that of the very file that was loaded: JavaCPP keeps copies under other
     * names, and a second copy would be a second OpenBLAS with a thread count of its own.
     */
    private static String loadBundled() {
        Loader.load(openblas_nolapack.class);
        Map<String, String> loaded = Loader.getLoadedLibraries();
        String path = loaded.get(LOADED_AS);
        if (path == null) {
            throw new IllegalStateException("no " + LOADED_AS + " among " + loaded.keySet());
        }
        openblas_nolapack.blas_set_num_threads(1);
        int threads = openblas_nolapack.blas_get_num_threads();
        if (threads != 1) {
            throw new IllegalStateException("OpenBLAS keeps to " + threads + " threads");
        }
        return path;
    }

    private static NativeBLAS bind(String library) {
        try {
            return NativeBLAS.getInstance();
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    "netlib does not bind " + library + "; either java.io.tmpdir, "
                            + System.getProperty("java.io.tmpdir")
                            + ", holds no executable files, or netlib was used before where it found no BLAS",
                    e);
        }
    }

    /** How many bindings of netlib's this process has mapped, one for each class loader; 0 where the system does not tell. */
    private static long bindings() {
        Path maps = Path.of("/proc/self/maps");
        if (!Files.isReadable(maps)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(maps)) {
            return lines.filter(line -> line.contains("netlibblasjni"))
                    .map(line -> line.substring(line.indexOf('/')))
                    .distinct()
                    .count();
        } catch (IOException e) {
            return 0;
        }
    }

    private static String reason(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** BLAS counts by columns: a row-major array is the transposed matrix there, so it computes C^T = op(B)^T op(A)^T. */
    @Override
    public void multiply(
            Operand transposeA,
            Operand transposeB,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int offsetA,
            int lda,
            float[] b,
            int offsetB,
            int ldb,
            float beta,
            float[] c,
            int offsetC,
            int ldc) {
        if (k == 0) {
            JavaGemm.scale(m, n, beta, c, offsetC, ldc);
            return;
        }
        blas.sgemm(
                name(transposeB),
                name(transposeA),
                n,
                m,
                k,
                alpha,
                b,
                offsetB,
                ldb,
                a,
                offsetA,
                lda,
                beta,
                c,
                offsetC,
                ldc);
    }

    private static String name(Operand operand) {
        return operand == Operand.PLAIN ? "N" : "T";
    }

    @Override
    public String description() {
        return description;
    }
}
