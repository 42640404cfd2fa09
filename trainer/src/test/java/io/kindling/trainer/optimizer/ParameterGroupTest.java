package io.kindling.trainer.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.ImpossibleValues;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Slice;
import io.kindling.trainer.regularizer.L2Penalty;
import io.kindling.trainer.regularizer.Scope;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ParameterGroupTest {
    private static final Layout LAYOUT = Specimens.LAYOUT;

    static Stream<OptimizerSpec> optimizers() {
        return Specimens.optimizers().stream();
    }

    private static ParameterGroup frozen(String pattern) {
        return new ParameterGroup(pattern, 1, 1, true);
    }

    private static Optimizer optimizer(OptimizerSpec spec, ParameterGroup... groups) {
        return new Optimizer(spec, List.of(groups), List.of(), LAYOUT);
    }

    private static float[] trained(Optimizer optimizer, double rate) {
        float[] parameters = Specimens.numbers(LAYOUT.length(), 0);
        Specimens.train(optimizer, optimizer.initialSlots(), parameters, 1, 5, rate);
        return parameters;
    }

    private static float[] part(float[] values, String name) {
        Slice slice = LAYOUT.slice(name);
        return Arrays.copyOfRange(values, slice.offset(), slice.end());
    }

    @ParameterizedTest
    @CsvSource({
        "0.weight, 0.weight, true",
        "0.*, 0.weight, true",
        "0.*, 0.1.weight, true",
        "0.*, 10.weight, false",
        "*.bias, 0.bias, true",
        "*.bias, 0.bias_ih_l0, false",
        "*, anything.at_all, true",
        "?.weight, 3.weight, true",
        "?.weight, 13.weight, false",
        "0?weight, 0.weight, true",
        "0.weight, 0xweight, false",
        "weight, 0.weight, false",
        "*.weight_[ih]h, 0.weight_ih, false",
    })
    void patternsMatchFullNames(String pattern, String name, boolean matches) {
        assertThat(new ParameterGroup(pattern).matches(name)).isEqualTo(matches);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void freezingDoesNotChangeOtherParameters(OptimizerSpec spec) {
        float[] before = Specimens.numbers(LAYOUT.length(), 0);
        float[] free = trained(optimizer(spec), spec.learningRate());
        float[] after = trained(optimizer(spec, frozen("0.*"), frozen("*.bias")), spec.learningRate());
        for (Slice slice : LAYOUT.slices()) {
            boolean kept = slice.name().startsWith("0.") || slice.name().endsWith(".bias");
            assertThat(part(after, slice.name())).containsExactly(part(kept ? before : free, slice.name()));
        }
    }

    @Test
    void aRegularizerDoesNotChangeFrozenParameters() {
        Optimizer optimizer = optimizer(new AdamW(0.1), frozen("0.weight"));
        float[] parameters = Specimens.numbers(LAYOUT.length(), 0);
        float[] before = parameters.clone();
        float[] gradient = Specimens.numbers(LAYOUT.length(), 1);
        optimizer.clip(gradient);
        assertThat(part(gradient, "0.weight")).containsOnly(0f);
        new L2Penalty(0.1, Scope.ALL).addGradient(parameters, gradient, LAYOUT);
        optimizer.step(gradient, optimizer.initialSlots(), parameters, new Step(1, 0.1));
        assertThat(part(parameters, "0.weight")).containsExactly(part(before, "0.weight"));
        assertThat(part(parameters, "0.bias")).doesNotContain(part(before, "0.bias"));
    }

    @Test
    void frozenParametersDoNotCountInTheNorm() {
        Optimizer optimizer =
                new Optimizer(new Sgd(1), List.of(frozen("0.weight")), List.of(new ClipByGlobalNorm(1)), LAYOUT);
        float[] gradient = new float[LAYOUT.length()];
        gradient[0] = 1e6f;
        gradient[LAYOUT.slice("0.bias").offset()] = 0.5f;
        float[] parameters = new float[LAYOUT.length()];
        optimizer.clip(gradient);
        optimizer.step(gradient, optimizer.initialSlots(), parameters, new Step(1, 1));
        assertThat(parameters[LAYOUT.slice("0.bias").offset()]).isEqualTo(-0.5f);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void scalesEqualAnOptimizerWithScaledValues(OptimizerSpec spec) {
        float[] scaled = trained(
                optimizer(spec, new ParameterGroup("2.*", 0.5, 1, false), new ParameterGroup("2.bias", 7, 1, false)),
                spec.learningRate());
        float[] slow = trained(optimizer(spec), spec.learningRate() * 0.5);
        float[] usual = trained(optimizer(spec), spec.learningRate());
        assertThat(part(scaled, "2.weight")).containsExactly(part(slow, "2.weight"));
        assertThat(part(scaled, "2.bias")).containsExactly(part(slow, "2.bias"));
        assertThat(part(scaled, "0.weight")).containsExactly(part(usual, "0.weight"));
    }

    @Test
    void theDecayOfAGroupIsScaled() {
        OptimizerSpec spec = new AdamW(0.1, 0.9, 0.999, 1e-8, 0.2, false, true);
        OptimizerSpec half = new AdamW(0.1, 0.9, 0.999, 1e-8, 0.1, false, true);
        OptimizerSpec none = new AdamW(0.1, 0.9, 0.999, 1e-8, 0, false, true);
        float[] scaled = trained(
                optimizer(spec, new ParameterGroup("*.bias", 1, 0, false), new ParameterGroup("0.*", 1, 0.5, false)),
                0.1);
        assertThat(part(scaled, "0.bias")).containsExactly(part(trained(optimizer(none), 0.1), "0.bias"));
        assertThat(part(scaled, "0.weight")).containsExactly(part(trained(optimizer(half), 0.1), "0.weight"));
        assertThat(part(scaled, "2.weight")).containsExactly(part(trained(optimizer(spec), 0.1), "2.weight"));
    }

    @Test
    void anUnmatchedPatternListsTheNames() {
        assertThatThrownBy(() -> optimizer(new Adam(), frozen("0.wieght")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(
                        "Invalid group.pattern: 0.wieght (matches no parameter; the parameters are [0.weight, 0.bias, 1.weight, "
                                + "1.bias, 2.weight, 2.bias])");
    }

    @Test
    void defaultsChangeNothing() throws ReflectiveOperationException {
        assertThat(new ParameterGroup("*")).isEqualTo(new ParameterGroup("*", 1, 1, false));
        ImpossibleValues.areRefused(new ParameterGroup("*"));
    }
}
