package io.kindling.driver.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kindling.driver.data.DataConfig;
import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.config.RecordWriter;
import io.kindling.trainer.training.TrainingConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RunIdentityTest {
    private static RunIdentity of(String rule) {
        DataConfig data = RecordReader.read(
                ConfigText.parse("{source: {csv: a.csv}, columns: [{dateParts: " + rule + "}]}", "it"),
                DataConfig.class,
                "it");
        TrainingConfig training = new TrainingConfig(1);
        ObjectNode tree = ConfigText.parse("{}", "it");
        tree.set("data", RecordWriter.write(data, DataConfig.class));
        tree.set("training", RecordWriter.write(training, TrainingConfig.class));
        return RunIdentity.of(tree, training.batching());
    }

    /** A checkpoint of an earlier version whose rules had fewer keys. */
    @Test
    void olderRunHasTheDefaultsOfNewKeys() {
        ObjectNode stored = of("{columns: [t]}").json();
        ObjectNode rule = (ObjectNode) stored.at("/data/columns/0/dateParts");
        rule.remove(List.of("timeZone", "format", "epoch"));
        assertThat(rule.size()).isEqualTo(3);
        assertThat(((ObjectNode) stored.path("data")).remove("nullValues")).isNotNull();
        assertThat(of("{columns: [t]}").differences(RunIdentity.stored(stored))).isEmpty();
        assertThat(of("{columns: [t], timeZone: Asia/Tokyo}").differences(RunIdentity.stored(stored)))
                .containsExactly("data.columns.0.dateParts.timeZone is \"Asia/Tokyo\", was \"UTC\"");
    }
}
