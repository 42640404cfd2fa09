package io.kindling.trainer.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Slice;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Residual and Parallel. */
final class CompositeTest {

    @Test
    void membersAreNamedByTheirPlace() {
        NetworkSpec spec = new NetworkSpec(
                new Features(4),
                List.of(
                        new Residual(List.of(new BatchNorm1d(), new Linear(4))),
                        new Parallel(List.of(
                                new Parallel.Branch(1),
                                new Parallel.Branch(3, List.of(new Tanh(), new Linear(2), new BatchNorm1d()))))));
        Network network = Network.of(spec);
        assertThat(names(network.parameters()))
                .containsExactly(
                        "0.0.weight",
                        "0.0.bias",
                        "0.1.weight",
                        "0.1.bias",
                        "1.1.1.weight",
                        "1.1.1.bias",
                        "1.1.2.weight",
                        "1.1.2.bias");
        assertThat(names(network.buffers()))
                .containsExactly("0.0.running_mean", "0.0.running_var", "1.1.2.running_mean", "1.1.2.running_var");
        assertThat(network.momentChannels()).isEqualTo(6);
        assertThat(network.output()).isEqualTo(new Features(3));
    }

    private static List<String> names(Layout layout) {
        return layout.slices().stream().map(Slice::name).toList();
    }

    @Test
    void parallelJoinsWhatItsBranchesGive() {
        Parallel spec = new Parallel(
                List.of(new Parallel.Branch(1), new Parallel.Branch(2, List.of(new Relu())), new Parallel.Branch(1)));
        BoundLayer bound = new BoundLayer(spec, new Features(4));
        Pass pass = bound.evaluation(new float[0], new Workspace());
        float[] x = {-1, -2, 3, -4, -5, 6, -7, 8};
        float[] y = bound.forward(pass, x, 2);
        assertThat(y).containsExactly(-1, 0, 3, -4, -5, 6, 0, 8);
        assertThat(bound.backward(pass, x, y, new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2))
                .containsExactly(1, 0, 3, 4, 5, 6, 0, 8);
    }

    @Test
    void misfitsAreNamed() {
        assertThatThrownBy(() -> new Residual(List.of(new Linear(3))).outputShape(new Features(4)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageEndingWith(
                        "to an input of shape [4]; its layers give [3], and only equal shapes can be added");
        assertThatThrownBy(() -> new Residual(List.of())).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> new Parallel(List.of())).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> new Parallel.Branch(1, List.of())).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> new Parallel(List.of(new Parallel.Branch(1), new Parallel.Branch(2)))
                        .outputShape(new Features(4)))
                .hasMessage(
                        "Cannot apply parallel to an input of shape [4]; its branches take 1 + 2 = 3 columns, which must be all;"
                                + " oneHot makes maxCategories + 1 columns of one");
    }
}
