package io.kindling.driver.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.error.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    @Test
    void alternativesAreWrittenOut() {
        assertThat(InputPaths.alternatives("/x/{a,b{1,2}}/{c,d}"))
                .containsExactly("/x/a/c", "/x/a/d", "/x/b1/c", "/x/b1/d", "/x/b2/c", "/x/b2/d");
        assertThat(InputPaths.alternatives("/x/{2024/01,2024/02}")).containsExactly("/x/2024/01", "/x/2024/02");
        assertThat(InputPaths.alternatives("/x/*")).containsExactly("/x/*");
        assertThat(InputPaths.alternatives("/x/{a,b")).containsExactly("/x/{a,b");
        assertThat(InputPaths.alternatives("/x/\\{a,b}")).containsExactly("/x/\\{a,b}");
    }

    @Test
    void aDayThatIsMissingIsAnErrorOrLeftOut() throws IOException {
        Csv days = days();
        assertThatThrownBy(() -> InputPaths.require(days, MissingPaths.FAIL, HADOOP))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot read data: 1 of the 3 paths of " + days.path() + " are missing: "
                        + folder + "/dt=02; ");
        assertThat(InputPaths.of(days, MissingPaths.SKIP, HADOOP))
                .containsExactly(new InputPath(folder + "/dt=01", 1, 5), new InputPath(folder + "/dt=03", 1, 5));
    }

    @Test
    void nothingAtAllIsAlwaysAnError() {
        for (MissingPaths missing : MissingPaths.values()) {
            assertThatThrownBy(() -> InputPaths.require(new Csv(folder + "/dt={08,09}"), missing, HADOOP))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining(
                            "none of the 2 paths of ", "is there: ", folder + "/dt=08, ", folder + "/dt=09");
        }
    }

    @Test
    void sourcesWithoutFilesHaveNoPaths() {
        InputPaths.require(new Synthetic(1, 2, 2), MissingPaths.FAIL, HADOOP);
        InputPaths.require(new Table("jdbc"), MissingPaths.FAIL, HADOOP);
    }
}
