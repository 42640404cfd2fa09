package io.kindling.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kindling.trainer.error.StorageException;
import org.junit.jupiter.api.Test;

final class FeatureScalingTest {

    @Test
    void valuesAreShiftedThenScaled() {
        FeatureScaling scaling = new FeatureScaling(new double[] {1, -2}, new double[] {10, 0.5});
        float[] values = {1, 2, 3, 4};
        scaling.apply(values, 2);
        assertThat(values).containsExactly(0, 2, 20, 3);
    }

    @Test
    void jsonKeepsEveryBit() throws JsonProcessingException {
        FeatureScaling scaling =
                new FeatureScaling(new double[] {0.1, Math.PI * 1e-300}, new double[] {1 / 3.0, 12345678.9});
        String json = scaling.toJson().toString();
        assertThat(FeatureScaling.fromJson(new ObjectMapper().readTree(json)))
                .isEqualTo(scaling)
                .isNotEqualTo(FeatureScaling.identity(2));
    }

    @Test
    void invalidJsonIsAnError() throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();
        for (String json : new String[] {
            "{}",
            "{\"shift\":[1],\"scale\":[]}",
            "{\"shift\":[1],\"scale\":[\"2\"]}",
            "{\"shift\":[1],\"scale\":[1e999]}"
        }) {
            assertThatThrownBy(() -> FeatureScaling.fromJson(mapper.readTree(json)))
                    .isInstanceOf(StorageException.class)
                    .hasMessageStartingWith("Invalid scaling: ");
        }
    }
}
