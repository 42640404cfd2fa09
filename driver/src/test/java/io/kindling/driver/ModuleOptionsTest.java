package io.kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;

/**
 * The Java options of the launcher for embedded Spark equal the options that this version of Spark passes to its own
 * processes, except for one unused module.
 */
final class ModuleOptionsTest {

    @Test
    void javaOptionsEqualThoseOfSpark() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("src/main/spark/conf/java-options"));
        assertThat(lines.stream().filter(line -> !line.startsWith("#")))
                .containsExactlyElementsOf(Arrays.stream(JavaModuleOptions.defaultModuleOptionArray())
                        .filter(option -> !option.equals("--add-modules=jdk.incubator.vector"))
                        .toList());
    }
}
