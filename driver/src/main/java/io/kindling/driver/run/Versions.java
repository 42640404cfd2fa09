package io.kindling.driver.run;

import io.kindling.trainer.math.Backend;
import java.io.IOException;
import java.security.CodeSource;
import java.util.jar.JarInputStream;

/**
 * The versions of the software that computed a run.
 *
 * @param kindling version of Kindling
 * @param commit of the source, from the manifest of the jar; {@code unknown} without a jar
 * @param gemm implementation of matrix multiplication
 */
public record Versions(String kindling, String commit, String spark, String java, String gemm) {
    private static final String UNKNOWN = "unknown";

    /** Returns the versions of this process. */
    public static Versions ofThisProcess(String sparkVersion) {
        String version = Versions.class.getPackage().getImplementationVersion();
        return new Versions(
                version == null ? "unpackaged" : version,
                commitOfThisJar(),
                sparkVersion,
                Runtime.version().toString(),
                Backend.ofThisJvm().description());
    }

    private static String commitOfThisJar() {
        CodeSource source = Versions.class.getProtectionDomain().getCodeSource();
        if (source == null || !source.getLocation().getPath().endsWith(".jar")) {
            return UNKNOWN;
        }
        try (JarInputStream jar = new JarInputStream(source.getLocation().openStream())) {
            String commit = jar.getManifest() == null
                    ? null
                    : jar.getManifest().getMainAttributes().getValue("Implementation-Commit");
            // Outside a Git checkout the build leaves its placeholder in the manifest.
            return commit == null || commit.isBlank() || commit.startsWith("${") ? UNKNOWN : commit;
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}
