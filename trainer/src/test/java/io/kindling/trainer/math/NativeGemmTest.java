package io.kindling.trainer.math;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.junit.jupiter.api.Test;

/** Runs on the platform of the continuous build; skipped elsewhere. */
final class NativeGemmTest {

    @Test
    void loadsTheBundledLibraryWithOneThread() throws IOException {
        assumeTrue(Loader.getPlatform().equals("linux-x86_64"));
        NativeGemm.load();
        assertThat(NativeGemm.load().description()).isEqualTo("OpenBLAS 0.3.31 (JNI)");
        assertThat(openblas_nolapack.blas_get_num_threads()).isEqualTo(1);
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            assertThat(maps.filter(line -> line.contains("/libopenblas"))
                            .map(line -> line.substring(line.indexOf('/')))
                            .distinct())
                    .as("the library whose threads were set is the one that multiplies")
                    .hasSize(1);
        }
    }
}
