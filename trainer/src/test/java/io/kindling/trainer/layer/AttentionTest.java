package io.kindling.trainer.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Sequence;
import io.kindling.trainer.layout.Slice;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AttentionTest {
    private static final int STEPS = 5;
    private static final int FEATURES = 6;
    private static final Sequence INPUT = new Sequence(STEPS, FEATURES);

    @Test
    void namesAndShapesMatchPyTorch() {
        assertThat(new MultiheadAttention(2).parameters(INPUT))
                .extracting(s -> s.name() + s.dimensions())
                .containsExactly(
                        "in_proj_weight[18, 6]", "in_proj_bias[18]", "out_proj.weight[6, 6]", "out_proj.bias[6]");
        assertThat(new MultiheadAttention(2, false, false).parameters(INPUT))
                .extracting(s -> s.name())
                .containsExactly("in_proj_weight", "out_proj.weight");
    }

    @Test
    void headsDivideTheFeatures() {
        assertThatThrownBy(() -> new MultiheadAttention(4).outputShape(INPUT))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("[5, 6]")
                .hasMessageContaining("numHeads must divide the features");
        assertThatThrownBy(() -> new MultiheadAttention(2).outputShape(new Features(6)))
                .hasMessageContaining("it requires a sequence");
        assertThatThrownBy(() -> new MultiheadAttention(0)).hasMessageContaining("numHeads: 0");
    }

    @Test
    void initialValuesMatchPyTorch() {
        Network network = Network.of(new NetworkSpec(new Sequence(2, 24), List.of(new MultiheadAttention(2))));
        float[] parameters = network.initialize(1).parameters();
        assertThat(largest(parameters, network.parameters().slice("0.in_proj_weight")))
                .isBetween(0.98 * Math.sqrt(6.0 / 96), Math.sqrt(6.0 / 96));
        assertThat(largest(parameters, network.parameters().slice("0.out_proj.weight")))
                .isBetween(0.98 / Math.sqrt(24), 1 / Math.sqrt(24));
        assertThat(largest(parameters, network.parameters().slice("0.in_proj_bias")))
                .isZero();
        assertThat(largest(parameters, network.parameters().slice("0.out_proj.bias")))
                .isZero();
    }

    private static double largest(float[] values, Slice slice) {
        double largest = 0;
        for (int i = slice.offset(); i < slice.end(); i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return largest;
    }

    @Test
    void causalDoesNotSeeTheFuture() {
        float[] x = SequenceProbe.random(2, INPUT.size(), 1);
        float[] changed = x.clone();
        int third = 3 * FEATURES;
        for (int i = third; i < changed.length; i++) {
            changed[i] += 1;
        }
        SequenceProbe causal = new SequenceProbe(new MultiheadAttention(2, true, true), INPUT);
        float[] before = causal.forward(x);
        float[] after = causal.forward(changed);
        assertThat(Arrays.copyOf(after, third)).isEqualTo(Arrays.copyOf(before, third));
        assertThat(after[third]).isNotEqualTo(before[third]);

        SequenceProbe free = new SequenceProbe(new MultiheadAttention(2), INPUT);
        assertThat(free.forward(changed)[0]).isNotEqualTo(free.forward(x)[0]);
    }

    @Test
    void permutedStepsGivePermutedOutputs() {
        int[] order = {3, 0, 4, 1, 2};
        float[] x = SequenceProbe.random(2, INPUT.size(), 1);
        SequenceProbe probe = new SequenceProbe(new MultiheadAttention(2), INPUT);
        float[] want = permuted(probe.forward(x), order);
        float[] got = probe.forward(permuted(x, order));
        for (int i = 0; i < got.length; i++) {
            assertThat(got[i]).isCloseTo(want[i], within(1e-5f));
        }
    }

    private static float[] permuted(float[] steps, int[] order) {
        float[] permuted = new float[steps.length];
        for (int i = 0; i < order.length; i++) {
            System.arraycopy(steps, order[i] * FEATURES, permuted, i * FEATURES, FEATURES);
        }
        return permuted;
    }

    /** The first of two examples is padding only: its output is the bias, and it does not contribute to the gradient. */
    @Test
    void fullyMaskedQueriesHaveWeightZero() {
        SequenceProbe probe = new SequenceProbe(new MultiheadAttention(2), INPUT);
        AttentionProjections attention =
                new AttentionProjections((MultiheadAttention) probe.spec, probe.binding, STEPS, STEPS);
        boolean[] padding = new boolean[2 * STEPS];
        Arrays.fill(padding, 0, STEPS, true);
        float[] x = SequenceProbe.random(2, 2 * INPUT.size(), 1);
        float[] dy = SequenceProbe.random(3, 2 * INPUT.size(), 1);
        float[] y = new float[x.length];
        float[] dx = new float[x.length];
        Pass pass = probe.pass(new Workspace());
        attention.forward(pass, AttentionMask.of(null, padding), x, x, y, 2);
        attention.backward(pass, x, x, dy, dx, dx, 2);
        int bias = probe.layout.slice("out_proj.bias").offset();
        for (int i = 0; i < INPUT.size(); i++) {
            assertThat(y[i]).isEqualTo(probe.parameters[bias + i % FEATURES]);
            assertThat(dx[i]).isZero();
        }
        for (float g : probe.gradient) {
            assertThat(g).isFinite();
        }
        float[] second = Arrays.copyOfRange(x, INPUT.size(), x.length);
        assertThat(Arrays.copyOfRange(y, INPUT.size(), y.length)).isEqualTo(probe.forward(second));
    }

    @Test
    void positionsAreSinusoids() {
        SequenceProbe probe = new SequenceProbe(new PositionalEncoding(), new Sequence(3, 4));
        float[] y = probe.forward(new float[12]);
        float[] want = {
            0, 1, 0, 1, 0.841471f, 0.540302f, 0.0099998f, 0.99995f, 0.909297f, -0.416147f, 0.0199987f, 0.9998f
        };
        for (int i = 0; i < y.length; i++) {
            assertThat(y[i]).isCloseTo(want[i], within(1e-6f));
        }
    }

    @Test
    void meanOverTimeAveragesEachFeature() {
        SequenceProbe probe = new SequenceProbe(new MeanOverTime(), new Sequence(2, 3));
        assertThat(probe.forward(new float[] {1, 2, 3, 3, 6, -3, 0, 0, 8, 2, 0, 0}))
                .containsExactly(2, 4, 0, 1, 0, 4);
    }
}
