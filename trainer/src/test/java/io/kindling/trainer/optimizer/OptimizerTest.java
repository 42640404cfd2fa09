package io.kindling.trainer.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.ImpossibleValues;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Role;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract of every optimizer. */
final class OptimizerTest {
    private static final Layout LAYOUT = Specimens.LAYOUT;

    static Stream<OptimizerSpec> optimizers() {
        return Specimens.optimizers().stream();
    }

    @Test
    void everyOptimizerIsTested() {
        assertThat(Specimens.kinds(Specimens.optimizers())).isEqualTo(Specimens.permitted(OptimizerSpec.class));
    }

    /** The defaults of PyTorch 2.10, and of the papers for LARS and LAMB. */
    @Test
    void defaultsMatchTheReferences() {
        assertThat(new Sgd()).isEqualTo(new Sgd(1e-3, 0, 0, false, 0));
        assertThat(new Adagrad()).isEqualTo(new Adagrad(1e-2, 0, 0, 0, 1e-10));
        assertThat(new RmsProp()).isEqualTo(new RmsProp(1e-2, 0.99, 1e-8, 0, false, 0));
        assertThat(new Adam()).isEqualTo(new Adam(1e-3, 0.9, 0.999, 1e-8, 0, false, true));
        assertThat(new AdamW()).isEqualTo(new AdamW(1e-3, 0.9, 0.999, 1e-8, 1e-2, false, true));
        assertThat(new Lars(8)).isEqualTo(new Lars(8, 0.9, 5e-4, 1e-3));
        assertThat(new Lamb(0.01)).isEqualTo(new Lamb(0.01, 0.9, 0.999, 1e-6, 1e-2, true));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void aStepIsAFunctionOfItsArguments(OptimizerSpec spec) {
        Optimizer optimizer = new Optimizer(spec, LAYOUT);
        float[] once = Specimens.numbers(LAYOUT.length(), 0);
        float[] again = once.clone();
        List<float[]> first = Specimens.train(optimizer, optimizer.initialSlots(), once, 1, 5, spec.learningRate());
        List<float[]> second = Specimens.train(
                new Optimizer(spec, LAYOUT), optimizer.initialSlots(), again, 1, 5, spec.learningRate());
        for (int t = 0; t < 5; t++) {
            assertThat(second.get(t)).containsExactly(first.get(t));
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void copiedSlotsGiveTheSameBits(OptimizerSpec spec) {
        Optimizer optimizer = new Optimizer(spec, LAYOUT);
        float[] parameters = Specimens.numbers(LAYOUT.length(), 0);
        float[][] slots = optimizer.initialSlots();
        Specimens.train(optimizer, slots, parameters, 1, 4, spec.learningRate());
        float[] resumed = parameters.clone();
        float[][] resumedSlots = Specimens.copy(slots);

        Specimens.train(optimizer, slots, parameters, 5, 9, spec.learningRate());
        Specimens.train(new Optimizer(spec, LAYOUT), resumedSlots, resumed, 5, 9, spec.learningRate());

        assertThat(resumed).containsExactly(parameters);
        assertThat(resumedSlots).isDeepEqualTo(slots);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void learningRateZeroDoesNotChangeParameters(OptimizerSpec spec) {
        Optimizer optimizer = new Optimizer(spec, LAYOUT);
        float[] before = Specimens.numbers(LAYOUT.length(), 0);
        float[] after = before.clone();
        Specimens.train(optimizer, optimizer.initialSlots(), after, 1, 3, 0);
        assertThat(after).containsExactly(before);
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void theGradientIsOverwrittenWithTheUpdate(OptimizerSpec spec) {
        Optimizer optimizer = new Optimizer(spec, LAYOUT);
        float[] before = Specimens.numbers(LAYOUT.length(), 0);
        float[] after = before.clone();
        float[] gradient = Specimens.numbers(LAYOUT.length(), 1);
        optimizer.step(gradient, optimizer.initialSlots(), after, new Step(1, spec.learningRate()));
        for (int i = 0; i < before.length; i++) {
            assertThat(after[i]).isEqualTo(before[i] - gradient[i]);
        }
    }

    /** f(p) = sum of c (p - 1)^2 / 2 with c from 0.1 to 10, from p near 0. */
    @ParameterizedTest
    @MethodSource("optimizers")
    void everyOptimizerMinimizesAQuadratic(OptimizerSpec spec) {
        Optimizer optimizer = new Optimizer(spec, LAYOUT);
        float[] parameters = Specimens.numbers(LAYOUT.length(), 0);
        float[][] slots = optimizer.initialSlots();
        double start = bowl(parameters, new float[parameters.length]);
        for (int t = 1; t <= 200; t++) {
            float[] gradient = new float[parameters.length];
            bowl(parameters, gradient);
            optimizer.step(gradient, slots, parameters, new Step(t, spec.learningRate() / (1 + t / 50.0)));
        }
        assertThat(bowl(parameters, new float[parameters.length])).isLessThan(start / 5);
    }

    private static double bowl(float[] parameters, float[] gradient) {
        double sum = 0;
        for (int i = 0; i < parameters.length; i++) {
            double curvature = Math.pow(10, 2.0 * i / parameters.length - 1);
            double distance = parameters[i] - 1;
            sum += curvature * distance * distance / 2;
            gradient[i] = (float) (curvature * distance);
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void slotNamesAreDistinctForEveryRoleAndDecay(OptimizerSpec spec) {
        List<String> names = new Optimizer(spec, LAYOUT).slotNames();
        assertThat(names).doesNotHaveDuplicates().hasSameSizeAs(new Optimizer(spec, LAYOUT).initialSlots());
        for (Role role : Role.values()) {
            for (double decay : new double[] {0, 0.1}) {
                assertThat(spec.transformations(role, decay).stream().flatMap(link -> link.slotNames().stream()))
                        .containsExactlyElementsOf(names);
            }
        }
    }

    @Test
    void slotNamesDescribeTheirContents() {
        assertThat(new Optimizer(new Adam(), LAYOUT).slotNames()).containsExactly("adam.m", "adam.v");
        assertThat(new Optimizer(new Sgd(0.1), LAYOUT).slotNames()).isEmpty();
        assertThat(new Optimizer(new RmsProp(0.01, 0.9, 1e-8, 0.9, true, 0), LAYOUT).slotNames())
                .containsExactly("rmsProp.squareAverage", "rmsProp.gradientAverage", "momentum");
        assertThat(new Optimizer(new Adagrad(0.1, 0, 0, 0.5, 1e-10), LAYOUT).initialSlots()[0])
                .containsOnly(0.5f);
    }

    @Test
    void theFirstStepIgnoresDampening() {
        Optimizer optimizer = new Optimizer(new Sgd(1, 0.9, 0.5, false, 0), LAYOUT);
        float[] parameters = new float[LAYOUT.length()];
        float[] gradient = new float[LAYOUT.length()];
        Arrays.fill(gradient, 2f);
        optimizer.step(gradient, optimizer.initialSlots(), parameters, new Step(1, 1));
        assertThat(parameters).containsOnly(-2f);
    }

    @Test
    void adamWithoutBiasCorrectionUsesPlainMeans() {
        Optimizer optimizer = new Optimizer(new Adam(1, 0.9, 0.99, 1e-8, 0, false, false), LAYOUT);
        float[] parameters = new float[LAYOUT.length()];
        float[] gradient = new float[LAYOUT.length()];
        Arrays.fill(gradient, 3f);
        optimizer.step(gradient, optimizer.initialSlots(), parameters, new Step(1, 1));
        for (float parameter : parameters) {
            assertThat(parameter).isCloseTo(-1f, within(1e-6f));
        }
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void invalidValuesAreErrors(OptimizerSpec spec) throws ReflectiveOperationException {
        ImpossibleValues.areRefused((Record) spec);
    }

    @Test
    void invalidCombinationsAreErrors() {
        assertThatThrownBy(() -> new Sgd(0.1, 0.9, 0.1, true, 0))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid sgd.nesterov: true (requires momentum above 0 and dampening 0, not 0.9 and 0.1)");
        assertThatThrownBy(() -> new Sgd(0.1, 0, 0, true, 0)).isInstanceOf(ConfigurationException.class);
        assertThatThrownBy(() -> new Adagrad(0.1, 0, 0, 0, 0))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid adagrad.eps: 0.0 (must be positive if initialAccumulatorValue is 0)");
        assertThat(new Adagrad(0.1, 0, 0, 0.1, 0).eps()).isZero();
        assertThatThrownBy(() -> new Adam(1e-3, 0.9, 0.999, 1e-60, 0, false, true))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("adam.eps");
    }
}
