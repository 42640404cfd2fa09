package io.kindling.trainer.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Image;
import io.kindling.trainer.layout.Sequence;
import io.kindling.trainer.layout.Shape;
import io.kindling.trainer.layout.Signal;
import io.kindling.trainer.layout.Slot;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Numerical edge cases of batch normalization. */
final class BatchNormTest {

    static Stream<Arguments> layers() {
        return Stream.of(
                Arguments.of(new BatchNorm1d(), new Features(3)),
                Arguments.of(new BatchNorm1d(), new Signal(3, 4)),
                Arguments.of(new BatchNorm2d(), new Image(3, 2, 5)));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void isPreciseFarFromZero(LayerSpec spec, Shape input) {
        int n = 16;
        int values = input.size() / 3;
        BoundLayer bound = new BoundLayer(spec, input);
        RandomStream random = RandomStream.of(8, Purpose.SPLIT);
        float[] x = new float[n * input.size()];
        double mean = 0;
        double m2 = 0;
        int count = 0;
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (1e4 + random.gaussian(i));
            if (i / values % 3 == 1) {
                count++;
                double distance = x[i] - mean;
                mean += distance / count;
                m2 += distance * (x[i] - mean);
            }
        }
        Moments moments = bound.newMoments();
        float[] y = bound.forward(bound.training(new float[6], moments, 0, new Workspace()), x, n);
        assertThat(moments.count(1)).isEqualTo(count);
        assertThat(moments.mean(1)).isCloseTo(mean, within(1e-8));
        assertThat(moments.m2(1)).isCloseTo(m2, within(1e-6));
        for (int i = 0; i < x.length; i++) {
            if (i / values % 3 == 1) {
                double want = (x[i] - mean) / Math.sqrt(m2 / count + 1e-5);
                assertThat((double) y[i]).isCloseTo(want, within(1e-6 + 1e-6 * Math.abs(want)));
            }
        }
    }

    @Test
    void oneValuePerChannelGivesTheBias() {
        BoundLayer bound = new BoundLayer(new BatchNorm1d(), new Features(2));
        bound.parameters()[2] = 7;
        Moments moments = bound.newMoments();
        float[] gradient = new float[4];
        Pass pass = bound.training(gradient, moments, 0, new Workspace());
        float[] x = {5, -3};
        float[] y = bound.forward(pass, x, 1);
        assertThat(y).containsExactly(7, 0);
        assertThat(bound.backward(pass, x, y, new float[] {2, 3}, 1)).containsOnly(0f);
        assertThat(gradient).containsExactly(0, 0, 2, 3);
        bound.updateBuffers(moments);
        assertThat(bound.buffers()).as("unknown variance leaves the buffers").containsExactly(0, 0, 1, 1);
    }

    @Test
    void momentsOfNoExamplesAreNeutral() {
        BoundLayer bound = new BoundLayer(new BatchNorm1d(), new Features(1));
        Moments none = bound.newMoments();
        bound.forward(bound.training(new float[2], none, 0, new Workspace()), new float[0], 0);
        Moments some = bound.newMoments();
        some.set(0, 3, 2.5, 4);
        none.merge(some);
        assertThat(none.count(0)).isEqualTo(3);
        assertThat(none.mean(0)).isEqualTo(2.5);
        assertThat(none.m2(0)).isEqualTo(4);
    }

    @Test
    void slotNamesMatchPyTorch() {
        assertThat(new BatchNorm2d().parameters(new Image(2, 3, 3)))
                .extracting(Slot::name)
                .containsExactly("weight", "bias");
        assertThat(new BatchNorm2d().buffers(new Image(2, 3, 3)))
                .extracting(Slot::name)
                .containsExactly("running_mean", "running_var");
        assertThat(new BoundLayer(new BatchNorm1d(), new Features(2)).buffers()).containsExactly(0, 0, 1, 1);
        assertThat(new BoundLayer(new BatchNorm1d(), new Features(2)).parameters())
                .containsExactly(1, 1, 0, 0);
    }

    @Test
    void incompatibleShapesAreNamed() {
        assertThatThrownBy(() -> new BatchNorm1d().outputShape(new Sequence(2, 3)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("to an input of shape [2, 3]");
        assertThatThrownBy(() -> new BatchNorm2d(0, 0.1, true))
                .hasMessage("Invalid batchNorm2d.eps: 0.0 (must be positive and finite)");
        assertThatThrownBy(() -> new BatchNorm1d(1e-5, 1.5, true))
                .hasMessage("Invalid batchNorm1d.momentum: 1.5 (must be from 0 to 1)");
        assertThatThrownBy(() -> new LayerNorm(List.of(4), 1e-5, true).outputShape(new Sequence(2, 3)))
                .hasMessageEndingWith(
                        "to an input of shape [2, 3]; normalizedShape must equal its trailing dimensions");
    }
}
