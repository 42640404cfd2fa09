package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.driver.experiment.ExperimentConfig;
import io.kindling.jobs.config.ConfigOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class OptionsTest {

    @Test
    void theMasterIsTheOneAskedForOrAllCores() {
        SparkOptions asked = new SparkOptions();
        new CommandLine(asked).parseArgs("--master", "local[2]");
        assertThat(asked.conf("train").get("spark.master")).isEqualTo("local[2]");
        assertThat(asked.conf("train").get("spark.app.name")).isEqualTo("train");
        assertThat(new SparkOptions().conf("train").get("spark.master")).isEqualTo("local[*]");
    }

    @Test
    void theOutputFolderIsTakenAsItStands(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("x.yaml"),
                "{data: {source: {csv: x.csv}}, network: {layers: [relu]}, loss: mse, optimizer: {sgd: {learningRate: 1}}, training: 1, output: a}");
        OutputOptions output = new OutputOptions();
        new CommandLine(output).parseArgs("--output", "s3a://bucket/a: \"b\" #1");
        ConfigOptions config = new ConfigOptions();
        new CommandLine(config).parseArgs("--config", file.toString());
        ExperimentConfig experiment = config.read(output.assignments());
        assertThat(experiment.output().folder()).isEqualTo("s3a://bucket/a: \"b\" #1");
        assertThat(new OutputOptions().assignments()).isEmpty();
    }
}
