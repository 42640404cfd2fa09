package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The churn configuration on its data, with every fifth customer held out for testing. */
@EnabledIfSystemProperty(
        named = "churn",
        matches = ".+",
        disabledReason = "the churn data do not ship with the project: -Dchurn=FILE names mlc_churn as CSV, gzipped")
final class ChurnIT {
    private static final int FOLDS = 5;

    @TempDir
    Path folder;

    @Test
    void heldOutCustomersAreClassified() throws IOException, InterruptedException {
        Path training = folder.resolve("training.csv");
        Path test = folder.resolve("test.csv");
        split(Path.of(System.getProperty("churn")), training, test);
        Path run = folder.resolve("run");
        Process process = new ProcessBuilder(
                        Path.of("bin/kindling").toAbsolutePath().toString(),
                        "train",
                        "--config",
                        "conf/churn.yaml",
                        "--set",
                        "data.source.path=" + training,
                        "--set",
                        "data.test={csv: " + test + "}",
                        "--output",
                        run.toString(),
                        "--master",
                        "local[2]")
                .directory(Path.of("..").toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("log")))
                .isZero();
        double auc = new ObjectMapper()
                .readTree(run.resolve("summary.json").toFile())
                .required("test")
                .required("auc")
                .asDouble();
        System.out.printf("churn through the configuration: area under ROC %.4f%n", auc);
        assertThat(auc).isGreaterThanOrEqualTo(0.90);
    }

    private static void split(Path table, Path training, Path test) throws IOException {
        List<String> kept = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(table)), StandardCharsets.UTF_8))) {
            String header = lines.readLine();
            kept.add(header);
            leftOut.add(header);
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                (number++ % FOLDS == 0 ? leftOut : kept).add(line);
            }
        }
        Files.write(training, kept);
        Files.write(test, leftOut);
    }
}
