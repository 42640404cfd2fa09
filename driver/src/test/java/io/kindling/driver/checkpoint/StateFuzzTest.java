package io.kindling.driver.checkpoint;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.driver.fuzz.Untrusted;
import io.kindling.driver.storage.ManifestFile;
import io.kindling.trainer.metric.Accuracy;
import io.kindling.trainer.network.ModelState;
import java.util.List;

/** Reads the training state of a checkpoint. */
final class StateFuzzTest {

    @FuzzTest
    void state(byte[] input) {
        StateFormat format = new StateFormat(List.of(new Accuracy()), 2);
        ModelState model = new ModelState(new float[1], new float[0]);
        Untrusted.read(input.length, 64, () -> {
            JsonNode json = ManifestFile.tree(input, "state.json");
            format.hasBestModel(json, "state.json");
            format.state(json, model, new float[0][], null, "state.json");
        });
    }
}
