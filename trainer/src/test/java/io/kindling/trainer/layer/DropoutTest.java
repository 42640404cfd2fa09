package io.kindling.trainer.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.math.JavaGemm;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DropoutTest {
    private static final int SIZE = 1000;

    /** The mask of the layer bound after {@code before} other layers, with this stream. */
    private static float[] mask(double p, int before, RandomStream stream, int n) {
        Layout none = Layout.of(List.of());
        Binding binding = Binding.root(new Features(SIZE), none, none);
        for (int i = 0; i < before; i++) {
            binding = binding.member(i, new Features(SIZE));
        }
        float[] ones = new float[n * SIZE];
        Arrays.fill(ones, 1f);
        float[] y = new float[n * SIZE];
        Pass pass = Pass.training(
                new float[0],
                new float[0],
                new Pass.Accumulators(new float[0], new Moments(0), stream),
                new Workspace(),
                new JavaGemm());
        new Dropout(p).bind(binding).forward(pass, ones, y, n);
        return y;
    }

    @Test
    void droppedValuesDependOnlyOnStreamLayerAndIndex() {
        RandomStream stream = RandomStream.of(1, Purpose.DROPOUT);
        float[] mask = mask(0.5, 0, stream, 2);
        assertThat(mask(0.5, 0, stream, 2)).isEqualTo(mask);
        assertThat(mask(0.5, 0, stream, 1)).isEqualTo(Arrays.copyOf(mask, SIZE));
        assertThat(mask(0.5, 1, stream, 2)).isNotEqualTo(mask);
        assertThat(mask(0.5, 0, stream.split(1), 2)).isNotEqualTo(mask);
        assertThat(Arrays.copyOf(mask, SIZE)).isNotEqualTo(Arrays.copyOfRange(mask, SIZE, 2 * SIZE));
    }

    @Test
    void theDropRateIsPAndTheMeanIsUnchanged() {
        float[] mask = mask(0.2, 0, RandomStream.of(2, Purpose.DROPOUT), 100);
        int kept = 0;
        for (float value : mask) {
            assertThat(value).isIn(0f, 1.25f);
            kept += value == 0 ? 0 : 1;
        }
        assertThat(kept / 100_000.0).isCloseTo(0.8, within(0.006));
    }

    @Test
    void neighborsAreDroppedIndependently() {
        float[] mask = mask(0.5, 0, RandomStream.of(3, Purpose.DROPOUT), 100);
        int pairs = 0;
        for (int i = 0; i < mask.length; i += 2) {
            pairs += mask[i] == 0 && mask[i + 1] == 0 ? 1 : 0;
        }
        assertThat(pairs / 50_000.0).isCloseTo(0.25, within(0.01));
    }

    @Test
    void probabilityIsChecked() {
        assertThatThrownBy(() -> new Dropout(1))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid dropout.p: 1.0 (must be at least 0 and below 1)");
        assertThatThrownBy(() -> new Dropout(Double.NaN)).isInstanceOf(ConfigurationException.class);
    }
}
