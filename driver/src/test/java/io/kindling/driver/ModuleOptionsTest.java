package io.kindling.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;

/** The options that the launcher gives to an embedded Spark are those that this version of Spark gives to its own processes, but for a module that nothing uses. */
final class ModuleOptionsTest {

    @Test
    void javaOptionsAreSparksOwn() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("src/main/spark/conf/java-options"));
        assertThat(lines.stream().filter(line -> !line.startsWith("#")))
                .containsExactlyElementsOf(Arrays.stream(JavaModuleOptions.defaultModuleOptionArray())
                        .filter(option -> !option.equals("--add-modules=jdk.incubator.vector"))
                        .toList());
    }
}
