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
 * Matrix multiplication with the bundled native BLAS: the OpenBLAS build of Bytedeco, called through netlib's JNI
 * binding, which pins the heap arrays and copies nothing. One thread per call.
 *
 * <p>netlib binds one library per JVM, at first use. If another library was bound first (Spark MLlib also uses netlib),
 * that library is used, and {@link #description} names it.
 */
public final class NativeGemm implements Gemm {
    private static final String LIBRARY_PATH = "dev.ludovic.netlib.blas.nativeLibPath";
    private static final String LIBRARY_NAME = "dev.ludovic.netlib.blas.nativeLib";
    /** JavaCPP name of the loaded library; the number is its ABI version. */
    private static final String LOADED_AS = "openblas_nolapack@.0";

    private static final String BUNDLED = openblas_nolapack.OPENBLAS_VERSION.trim() + " (JNI)";
    private static final String FOREIGN = " (JNI, with its own thread count)";

    private final NativeBLAS blas;
    private final String description;

    private NativeGemm(NativeBLAS blas, String description) {
        this.blas = blas;
        this.description = description;
    }

    /**
     * Extracts and loads the libraries.
     *
     * @throws ConfigurationException if there is no library for this platform, no folder to extract to, or a dependency
     *     is missing
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
            return new NativeGemm(blas, boundToAnother ? "the BLAS already bound by netlib" + FOREIGN : BUNDLED);
        } catch (LinkageError | RuntimeException e) {
            throw new ConfigurationException(
                    "Cannot load the native BLAS: " + reason(e) + "; set -D" + Backend.PROPERTY + "=java", e);
        }
    }

    /**
     * Loads OpenBLAS and its dependencies, with one thread per call. Returns the path of the loaded file: JavaCPP keeps
     * copies under other names, and a second copy would be a second OpenBLAS with its own thread count.
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
            throw new IllegalStateException("OpenBLAS still uses " + threads + " threads");
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
                            + ", does not allow executable files, or netlib was used before and found no BLAS",
                    e);
        }
    }

    /** Number of netlib bindings mapped by this process, one per class loader; 0 if the system does not report it. */
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

    /** BLAS is column-major: a row-major array is the transposed matrix, so this computes C^T = op(B)^T op(A)^T. */
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
