package io.kindling.trainer.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.initializer.Normal;
import io.kindling.trainer.layout.Features;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EmbeddingTest {

    @ParameterizedTest
    @ValueSource(floats = {-1, 4, 1.5f, Float.NaN, Float.POSITIVE_INFINITY, 3e9f})
    void invalidIndicesAreErrors(float index) {
        BoundLayer bound = new BoundLayer(new Embedding(4, 2), new Features(2));
        Pass pass = bound.evaluation(new float[8], new Workspace());
        assertThatThrownBy(() -> bound.forward(pass, new float[] {1, 1, 3, index}, 2))
                .isInstanceOf(DataException.class)
                .hasMessage("Invalid embedding index: " + index + " in position 1 of example [3.0, " + index
                        + "] (must be an integer from 0 to 3; indices must not be scaled)");
    }

    @Test
    void thePaddingRowStaysZero() {
        BoundLayer bound = new BoundLayer(new Embedding(4, 2, 1, new Normal()), new Features(3));
        assertThat(Arrays.copyOfRange(bound.parameters(), 2, 4)).containsOnly(0f);
        assertThat(bound.parameters()[0]).isNotZero();
        assertThat(bound.parameters()[4]).isNotZero();
        float[] gradient = new float[8];
        Pass pass = bound.evaluation(gradient, new Workspace());
        float[] x = {1, 3, 3};
        float[] y = bound.forward(pass, x, 1);
        float[] dx = bound.backward(pass, x, y, new float[] {1, 2, 3, 4, 5, 6}, 1);
        assertThat(gradient).as("repeated indices add up").containsExactly(0, 0, 0, 0, 0, 0, 8, 10);
        assertThat(dx).containsOnly(0f);
    }

    @Test
    void configurationIsChecked() {
        assertThatThrownBy(() -> new Embedding(4, 2, 4, new Normal()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid embedding.paddingIdx: 4 (must be -1 for none, or a row from 0 to 3)");
        assertThatThrownBy(() -> new Embedding((1 << 24) + 1, 2)).hasMessageContaining("embedding.numEmbeddings");
    }
}
