package io.kindling.driver.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.error.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InputPathsTest {
    private static final Configuration HADOOP = new Configuration();

    @TempDir
    private Path folder;

    private Csv days() throws IOException {
        for (String day : new String[] {"01", "03"}) {
            Files.createDirectories(folder.resolve("dt=" + day));
            Files.writeString(folder.resolve("dt=" + day).resolve("a.csv"), "a\n" + day + "\n");
        }
        return new Csv(folder + "/dt={01,02,03}");
    }

    private static List<String> alternatives(String path) {
        return InputPaths.alternatives(path, 0, folder -> folder.equals("/x/d{1}"));
    }

    @Test
    void expandsAlternatives() {
        assertThat(alternatives("/x/d{1}/{a,b}")).containsExactly("/x/d{1}/a", "/x/d{1}/b");
        assertThat(alternatives("/x/{a,b{1,2}}/{c,d}"))
                .containsExactly("/x/a/c", "/x/a/d", "/x/b1/c", "/x/b1/d", "/x/b2/c", "/x/b2/d");
        assertThat(alternatives("/x/{2024/01,2024/02}")).containsExactly("/x/2024/01", "/x/2024/02");
        assertThat(alternatives("/x/*")).containsExactly("/x/*");
        assertThat(alternatives("/x/{a,b")).containsExactly("/x/{a,b");
        assertThat(alternatives("/x/\\{a,b}")).containsExactly("/x/\\{a,b}");
    }

    @Test
    void aMissingAlternativeFailsOrIsSkipped() throws IOException {
        Csv days = days();
        assertThatThrownBy(() -> InputPaths.require(days, MissingPaths.FAIL, HADOOP))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot read data: 1 of the 3 paths of " + days.path() + " are missing: "
                        + folder + "/dt=02; ");
        assertThat(InputPaths.of(days, MissingPaths.SKIP, HADOOP))
                .containsExactly(new InputPath(folder + "/dt=01", 1, 5), new InputPath(folder + "/dt=03", 1, 5));
    }

    @Test
    void failsIfAllAlternativesAreMissing() {
        for (MissingPaths missing : MissingPaths.values()) {
            assertThatThrownBy(() -> InputPaths.require(new Csv(folder + "/dt={08,09}"), missing, HADOOP))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(
                            "none of the 2 paths of ", "exists: ", folder + "/dt=08, ", folder + "/dt=09");
        }
    }

    @Test
    void sourcesWithoutFilesHaveNoPaths() {
        InputPaths.require(new Synthetic(1, 2, 2), MissingPaths.FAIL, HADOOP);
        InputPaths.require(new Table("jdbc"), MissingPaths.FAIL, HADOOP);
    }

    @Test
    void takesAnExistingPathLiterally() throws IOException {
        for (String name : new String[] {"a[1]", "b{2}", "c*d", "e?f", "ts=2026-01-01T10:00", "x{1,2}"}) {
            Files.createDirectories(folder.resolve(name));
            Files.writeString(folder.resolve(name).resolve("p.csv"), "a\n1\n");
            assertThat(present(name)).as(name).containsExactly(name);
            assertThat(present(name + "/p.csv")).as(name).containsExactly("p.csv");
            assertThat(present(name + "/*.csv")).as(name).containsExactly("p.csv");
        }
        assertThat(present("*T10:*")).containsExactly("ts=2026-01-01T10:00");
        assertThat(present("{a[1],e?f}")).containsExactly("a[1]", "e?f");
        assertThat(present("?\\[1]")).containsExactly("a[1]");
    }

    private List<String> present(String path) {
        return InputPaths.present(folder + "/" + path, HADOOP).stream()
                .map(org.apache.hadoop.fs.Path::getName)
                .toList();
    }

    @Test
    void aRelativePathMayContainAColon() {
        assertThatThrownBy(() -> InputPaths.present("ts=2026-01-01T10:00", HADOOP))
                .isInstanceOf(DataException.class)
                .hasMessage("Cannot read data: ts=2026-01-01T10:00; there is no such file or folder");
    }

    @Test
    void explainsHowToWriteSeveralPaths() {
        assertThatThrownBy(() -> InputPaths.present("a.csv,b.csv", HADOOP))
                .isInstanceOf(DataException.class)
                .hasMessageEndingWith(
                        "; there is no such file or folder; to read several paths, write \"{a.csv,b.csv}\"");
    }
}
