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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Reads configurations in both notations and {@code --set}. A configuration that is written and read again is equal.
 */
final class ConfigurationFuzzTest {

    /** A value of two bytes becomes a node of YAML or JSON, with its parents. */
    private static final int BYTES_PER_BYTE = 4_096;

    /** An assignment of four bytes has its own YAML parser. */
    private static final int BYTES_PER_BYTE_OF_ASSIGNMENTS = 16_384;

    /** Writing a configuration and reading it again. The written text contains the defaults. */
    private static final int BYTES_PER_BYTE_WRITTEN = 8_192;

    @FuzzTest
    void yaml(byte[] input) {
        readAndWrite(input.length, BYTES_PER_BYTE, () -> ConfigText.parse(text(input), "x.yaml"));
    }

    @FuzzTest
    void json(byte[] input) {
        readAndWrite(input.length, BYTES_PER_BYTE, () -> ConfigText.parse(text(input), "x.json"));
    }

    /** One assignment per line. */
    @FuzzTest
    void set(byte[] input) {
        ObjectNode empty = ConfigText.parse("network: {layers: [linear: 4, relu]}", "x.yaml");
        List<String> assignments = text(input).lines().toList();
        readAndWrite(
                input.length,
                BYTES_PER_BYTE_OF_ASSIGNMENTS,
                () -> Overrides.apply(empty, assignments, ExperimentConfig.class));
    }

    private static void readAndWrite(int length, int bytesPerByte, Supplier<ObjectNode> tree) {
        AtomicReference<ExperimentConfig> read = new AtomicReference<>();
        Untrusted.read(
                length,
                bytesPerByte,
                () -> read.set(RecordReader.read(tree.get(), ExperimentConfig.class, "experiment")));
        if (read.get() != null) {
            Untrusted.read(length, BYTES_PER_BYTE_WRITTEN, () -> roundTrip(read.get()));
        }
    }

    private static void roundTrip(ExperimentConfig config) {
        String written = ConfigText.yaml(RecordWriter.write(config, ExperimentConfig.class));
        ExperimentConfig again =
                RecordReader.read(ConfigText.parse(written, "y.yaml"), ExperimentConfig.class, "y.yaml");
        assertThat(again).isEqualTo(config);
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }
}
