package io.kindling.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.driver.config.ExperimentConfig;
import io.kindling.jobs.config.ConfigOptions;
import io.kindling.trainer.error.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class OptionsTest {

    @Test
    void theMasterDefaultsToAllCores() {
        SparkOptions asked = new SparkOptions();
        new CommandLine(asked).parseArgs("--master", "local[2]");
        assertThat(asked.conf("train").get("spark.master")).isEqualTo("local[2]");
        assertThat(asked.conf("train").get("spark.app.name")).isEqualTo("train");
        assertThat(new SparkOptions().conf("train").get("spark.master")).isEqualTo("local[*]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "local[x]", "local[0]", "spark:/host", "mesos://host:5050"})
    void anInvalidMasterIsAConfigurationError(String master) {
        SparkOptions options = new SparkOptions();
        new CommandLine(options).parseArgs("--master", master);
        assertThatThrownBy(() -> options.with("test", spark -> null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("Cannot start Spark with master " + master + ": ")
                .hasMessageContaining("; check --master (local[4], ");
    }

    @Test
    void theOutputFolderIsUsedLiterally(@TempDir Path folder) throws IOException {
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
