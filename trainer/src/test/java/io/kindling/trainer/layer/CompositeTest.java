package io.kindling.trainer.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.config.ConfigText;
import io.kindling.trainer.config.RecordReader;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.layout.Columns;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.layout.InputColumn;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Slice;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Residual and Parallel. */
final class CompositeTest {

    @Test
    void membersAreNamedByPosition() {
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
    void parallelConcatenatesBranchOutputs() {
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

    private static final Columns TABLE = new Columns(List.of(
            new InputColumn("state", 1, 4),
            new InputColumn("plan", 2),
            new InputColumn("age", 1),
            new InputColumn("signup.year", 1),
            new InputColumn("signup.month", 1)));

    private static Parallel.Branch branch(List<String> names, LayerSpec... layers) {
        return new Parallel.Branch(
                new BranchColumns(names), layers.length == 0 ? List.of(new Identity()) : List.of(layers));
    }

    @Test
    void branchesReadTheirNamedColumns() {
        Parallel spec = new Parallel(List.of(
                branch(List.of("signup.*", "plan"), new Relu()), branch(List.of("age")), branch(List.of("state"))));
        BoundLayer bound = new BoundLayer(spec, TABLE);
        Pass pass = bound.evaluation(new float[0], new Workspace());
        float[] x = {1, -2, 3, 4, 5, 6, 7, 8, 9, 10, 11, -12};
        float[] y = bound.forward(pass, x, 2);
        assertThat(y).containsExactly(5, 6, 0, 3, 4, 1, 11, 0, 8, 9, 10, 7);
        assertThat(bound.backward(pass, x, y, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 2))
                .containsExactly(6, 0, 4, 5, 1, 2, 12, 9, 10, 11, 7, 0);
    }

    @Test
    void widthsAndEmbeddingsFollowTheColumns() {
        Network network = Network.of(new NetworkSpec(
                TABLE,
                List.of(
                        new Parallel(List.of(
                                branch(List.of("state"), new Embedding(3), new Flatten()),
                                branch(List.of("plan..signup.month")))),
                        new Linear(2))));
        assertThat(network.parameters().slice("0.0.0.weight").length()).isEqualTo(4 * 3);
        assertThat(network.parameters().slice("1.weight").length()).isEqualTo(2 * 8);
        Network counted = Network.of(new NetworkSpec(
                TABLE,
                List.of(
                        new Parallel(List.of(
                                new Parallel.Branch(1, List.of(new Embedding(3), new Flatten())),
                                new Parallel.Branch(5))),
                        new Linear(2))));
        assertThat(counted.initialize(1).parameters())
                .isEqualTo(network.initialize(1).parameters());
    }

    static Stream<Arguments> misfitsOfNames() {
        return Stream.of(
                Arguments.of(
                        List.of(branch(List.of("stat")), branch(List.of("*"))),
                        "branch 0 names stat, which is not a column of the input: state, plan, age, signup.year, signup.month"),
                Arguments.of(
                        List.of(branch(List.of("s*")), branch(List.of("plan", "age", "signup.year"))),
                        "branches 0 and 1 both read column signup.year"),
                Arguments.of(
                        List.of(branch(List.of("signup.*")), branch(List.of("age"))),
                        "no branch reads state, plan; name them in a branch, or remove them from data.features"),
                Arguments.of(
                        List.of(branch(List.of("state")), new Parallel.Branch(5)),
                        "some branches name their columns and others count them; use names in all branches"),
                Arguments.of(
                        List.of(new Parallel.Branch(1), new Parallel.Branch(2)),
                        "the branches read 1 + 2 = 3 columns, but must read all columns; oneHot turns one column into"
                                + " maxCategories + 1. The input has state (1), plan (2), age (1), signup.year (1), signup.month (1)"),
                Arguments.of(
                        List.of(branch(List.of("state", "age"), new Embedding(2)), branch(List.of("plan", "signup.*"))),
                        "without numEmbeddings it requires one categorical column, such as a column of the rules index or"
                                + " hash, but the input is state, age; set numEmbeddings, or give each column its own branch"),
                Arguments.of(
                        List.of(branch(List.of("age"), new Embedding(2)), branch(List.of("s*", "plan"))),
                        "but the input is age; set numEmbeddings, or give each column its own branch"));
    }

    @ParameterizedTest
    @MethodSource("misfitsOfNames")
    void invalidColumnNamesAreNamed(List<Parallel.Branch> branches, String message) {
        assertThatThrownBy(() -> new Parallel(branches).outputShape(TABLE))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageEndingWith(message);
    }

    @Test
    void namesNeedANamedInput() {
        assertThatThrownBy(() -> new Parallel(List.of(branch(List.of("a")))).outputShape(new Features(1)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageEndingWith(
                        "the branches name columns, but the input has no column names; give a number of columns");
        assertThatThrownBy(() -> new Embedding(3).outputShape(new Features(1)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageEndingWith(
                        "but the input is without names; set numEmbeddings, or give each column its own branch");
    }

    @Test
    void branchColumnsAreNamesOrANumber() {
        assertThatThrownBy(() -> new BranchColumns(List.of("a"), 2))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid parallel.branches.columns: [a] and 2 (must be names or a number)");
        assertThatThrownBy(() -> new BranchColumns(0)).isInstanceOf(ConfigurationException.class);
        String yaml = "parallel: {branches: [{columns: [a, b*]}, {columns: 3}, 2]}";
        assertThat(RecordReader.read(ConfigText.parse(yaml, "x.yaml"), LayerSpec.class, "x.yaml"))
                .isEqualTo(new Parallel(
                        List.of(branch(List.of("a", "b*")), new Parallel.Branch(3), new Parallel.Branch(2))));
    }

    @Test
    void aTooLargeIndexNamesItsColumn() {
        BoundLayer bound = new BoundLayer(new Embedding(2), new Columns(List.of(new InputColumn("state", 1, 3))));
        Pass pass = bound.evaluation(new float[6], new Workspace());
        assertThatThrownBy(() -> bound.forward(pass, new float[] {3}, 1))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Invalid embedding index: 3.0 in column state of example [3.0]");
    }

    @Test
    void incompatibleShapesAreNamed() {
        assertThatThrownBy(() -> new Residual(List.of(new Linear(3))).outputShape(new Features(4)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageEndingWith(
                        "to an input of shape [4]; the output shape of its layers, [3], must equal the input shape");
        assertThatThrownBy(() -> new Residual(List.of())).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> new Parallel(List.of())).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> new Parallel.Branch(1, List.of())).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> new Parallel(List.of(new Parallel.Branch(1), new Parallel.Branch(2)))
                        .outputShape(new Features(4)))
                .hasMessage(
                        "Cannot apply parallel to an input of shape [4]; the branches read 1 + 2 = 3 columns, but must read all columns;"
                                + " oneHot turns one column into maxCategories + 1");
    }
}
