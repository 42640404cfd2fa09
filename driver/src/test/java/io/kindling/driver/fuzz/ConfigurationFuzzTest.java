package io.kindling.driver.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.config.ExperimentConfig;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.Overrides;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.config.RecordWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What users write: configurations in both notations, and {@code --set}. What is read from them is written as a configuration of the same meaning. */
final class ConfigurationFuzzTest {

    @FuzzTest
    void yaml(byte[] input) {
        Untrusted.read(input.length, () -> parsed(text(input), "x.yaml"));
    }

    @FuzzTest
    void json(byte[] input) {
        Untrusted.read(input.length, () -> parsed(text(input), "x.json"));
    }

    /** One assignment a line. */
    @FuzzTest
    void set(byte[] input) {
        ObjectNode empty = ConfigText.parse("network: {layers: [linear: 4, relu]}", "x.yaml");
        List<String> assignments = text(input).lines().toList();
        Untrusted.read(
                input.length, () -> resolved(Overrides.apply(empty, assignments, ExperimentConfig.class), "--set"));
    }

    private static void parsed(String text, String source) {
        resolved(ConfigText.parse(text, source), source);
    }

    private static void resolved(ObjectNode tree, String source) {
        ExperimentConfig config = RecordReader.read(tree, ExperimentConfig.class, source);
        String written = ConfigText.yaml(RecordWriter.write(config, ExperimentConfig.class));
        ExperimentConfig again =
                RecordReader.read(ConfigText.parse(written, "y.yaml"), ExperimentConfig.class, "y.yaml");
        assertThat(again).isEqualTo(config);
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }
}
