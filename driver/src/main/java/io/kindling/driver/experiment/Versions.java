package io.kindling.driver.experiment;

import io.kindling.trainer.math.Backend;

/**
 * What computed a run.
 *
 * @param kindling version of this project
 * @param gemm what multiplied matrices
 */
public record Versions(String kindling, String spark, String java, String gemm) {

    /** The versions of this process. */
    public static Versions ofThisProcess(String sparkVersion) {
        String version = Versions.class.getPackage().getImplementationVersion();
        return new Versions(
                version == null ? "unpackaged" : version,
                sparkVersion,
                Runtime.version().toString(),
                Backend.ofThisJvm().description());
    }
}
