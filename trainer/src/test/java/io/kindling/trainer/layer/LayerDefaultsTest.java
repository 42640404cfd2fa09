package io.kindling.trainer.layer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.trainer.initializer.FanInUniform;
import io.kindling.trainer.initializer.KaimingUniform;
import io.kindling.trainer.initializer.Normal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Defaults equal those of PyTorch's layers of the same name. */
final class LayerDefaultsTest {
    private static final KaimingUniform WEIGHT = new KaimingUniform(Math.sqrt(5));
    private static final FanInUniform BIAS = new FanInUniform();
    private static final Extent2 ZERO = new Extent2(0, 0);
    private static final Extent2 ONE = new Extent2(1, 1);
    private static final Extent2 THREE = new Extent2(3, 3);

    @Test
    void denseAndConvolution() {
        assertThat(new Linear(4)).isEqualTo(new Linear(4, true, WEIGHT, BIAS));
        assertThat(new Conv1d(4, 3)).isEqualTo(new Conv1d(4, new Window1d(3, 1, 0, 1), 1, true, WEIGHT, BIAS));
        assertThat(new Conv2d(4, new Extent2(3)))
                .isEqualTo(new Conv2d(4, new Window2d(THREE, ONE, ZERO, ONE), 1, true, WEIGHT, BIAS));
        assertThat(new Embedding(5, 2)).isEqualTo(new Embedding(5, 2, -1, new Normal(0, 1)));
    }

    @Test
    void pools() {
        assertThat(new MaxPool1d(3)).isEqualTo(new MaxPool1d(3, 3, 0, false));
        assertThat(new MaxPool2d(THREE)).isEqualTo(new MaxPool2d(THREE, THREE, ZERO, false));
        assertThat(new AvgPool1d(3)).isEqualTo(new AvgPool1d(3, 3, 0, false, true));
        assertThat(new AvgPool2d(THREE)).isEqualTo(new AvgPool2d(THREE, THREE, ZERO, false, true));
    }

    @Test
    void normalizationAndDropout() {
        assertThat(new BatchNorm1d()).isEqualTo(new BatchNorm1d(1e-5, 0.1, true));
        assertThat(new BatchNorm2d()).isEqualTo(new BatchNorm2d(1e-5, 0.1, true));
        assertThat(new LayerNorm()).isEqualTo(new LayerNorm(List.of(), 1e-5, true));
        assertThat(new Dropout()).isEqualTo(new Dropout(0.5));
    }
}
