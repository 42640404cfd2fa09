package io.kindling.driver.run;

import io.kindling.trainer.math.Backend;
import java.io.IOException;
import java.security.CodeSource;
import java.util.jar.JarInputStream;

/**
 * What computed a run.
 *
 * @param kindling version of this project
 * @param commit of the source, from the manifest of the jar; {@code unknown} outside of one
 * @param gemm what multiplied matrices
 */
public record Versions(String kindling, String commit, String spark, String java, String gemm) {
    private static final String UNKNOWN = "unknown";

    /** The versions of this process. */
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
            // Outside of a checkout the build leaves its placeholder there.
            return commit == null || commit.isBlank() || commit.startsWith("${") ? UNKNOWN : commit;
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}
