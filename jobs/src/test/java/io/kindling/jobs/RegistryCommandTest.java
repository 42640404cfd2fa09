package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.driver.registry.ModelVersion;
import io.kindling.driver.registry.RegisteredModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registries with stray files: warnings, errors and recovery. */
final class RegistryCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void write() throws IOException {
        RegisteredModel model = RegisteredModel.of(folder.toString(), "digits", new Configuration());
        for (int i = 1; i <= 3; i++) {
            ModelVersion version = new ModelVersion("digits", 0, "run" + i, "2026-11-21", 0, "sha" + i, Map.of());
            model.add(version, to -> List.of(to.write("payload", file -> file.write(new byte[10]))));
        }
        assertThat(registry("promote", "digits", "1")).as(err.toString()).isZero();
        assertThat(registry("promote", "digits", "2")).as(err.toString()).isZero();
        assertThat(err.toString()).isEmpty();
    }

    private int registry(String... words) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        List<String> arguments = new ArrayList<>(List.of("registry"));
        arguments.addAll(List.of(words));
        arguments.addAll(List.of("--registry", folder.toString(), "--json"));
        return Kindling.run(new PrintWriter(out), new PrintWriter(err), Map.of(), arguments.toArray(String[]::new));
    }

    private JsonNode champion() throws IOException {
        return new ObjectMapper().readTree(out.toString()).at("/aliases/champion");
    }

    private Path alias(String file) {
        return folder.resolve("digits/aliases/champion").resolve(file);
    }

    @Test
    void aStrayEmptyFileIsAWarning() throws IOException {
        Files.createFile(alias("999999999.json"));
        assertThat(registry("promote", "digits", "3")).isZero();
        assertThat(champion().asInt()).isEqualTo(3);
        assertThat(err.toString())
                .startsWith("warning: ")
                .contains("999999999.json is not a promotion: it is empty")
                .hasLineCount(1);
        assertThat(registry("show", "digits")).isZero();
        assertThat(champion().asInt()).isEqualTo(3);
        assertThat(err.toString()).contains("999999999.json").hasLineCount(2);
        assertThat(registry("rollback", "digits")).isZero();
        assertThat(champion().asInt()).isEqualTo(2);
    }

    @Test
    void aCopyAfterTheNewestEntryIsAReadErrorUntilTheNextPromotion() throws IOException {
        Files.copy(alias("000000001.json"), alias("000000003.json"));
        String problem = "000000003.json is not a promotion: it is a copy of promotion 1";
        for (List<String> look : List.of(List.of("show", "digits"), List.of("list"))) {
            assertThat(registry(look.toArray(String[]::new))).isEqualTo(3);
            assertThat(err.toString())
                    .startsWith("warning: Cannot read alias champion: ")
                    .contains(problem);
        }
        assertThat(registry("rollback", "digits")).isEqualTo(3);
        assertThat(err.toString()).startsWith("error: Cannot read alias champion: ");

        assertThat(registry("promote", "digits", "2")).isZero();
        assertThat(champion().asInt()).isEqualTo(2);
        assertThat(err.toString()).startsWith("warning: ").contains(problem).hasLineCount(1);
        assertThat(registry("list")).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aCopyOfAVersionIsNotPromoted() throws IOException {
        Path copy = Files.createDirectories(folder.resolve("digits/versions/7"));
        for (String file : List.of("version.json", "manifest.json", "payload")) {
            Files.copy(folder.resolve("digits/versions/1").resolve(file), copy.resolve(file));
        }
        assertThat(registry("promote", "digits", "7")).isEqualTo(3);
        assertThat(err.toString()).contains("versions/7/version.json is a copy of version 1; remove ");
        assertThat(registry("show", "digits")).isZero();
        assertThat(champion().asInt()).isEqualTo(2);
        assertThat(err.toString()).startsWith("warning: ").contains("is a copy of version 1");
    }
}
