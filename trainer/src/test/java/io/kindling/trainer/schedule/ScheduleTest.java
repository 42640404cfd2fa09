package io.kindling.trainer.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.ImpossibleValues;
import io.kindling.trainer.schedule.OneCycle.AnnealStrategy;
import io.kindling.trainer.schedule.ReduceOnPlateau.Mode;
import io.kindling.trainer.schedule.ReduceOnPlateau.ThresholdMode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Contract of every schedule. */
final class ScheduleTest {
    private static final double BASE = 0.1;

    static Stream<Schedule> schedules() {
        return Stream.of(
                new ConstantRate(),
                new CosineAnnealing(20, 0.001),
                new ExponentialDecay(0.9),
                new LinearWarmup(5),
                new MultiStep(List.of(4, 9, 20)),
                new OneCycle(0.1, 30),
                new OneCycle(0.1, 30, 1, 25, 1e4, AnnealStrategy.LINEAR),
                new OneCycle(0.1, 10, 0.1, 25, 1e4, AnnealStrategy.COS),
                new OneCycle(0.1, 1),
                new OneCycle(0.1, 1, 1, 25, 1e4, AnnealStrategy.COS),
                new Polynomial(10, 2),
                new ReduceOnPlateau(),
                new StepDecay(5),
                new WarmupCosine(5, 20),
                new WarmupCosine(0, 20));
    }

    private static double at(Schedule schedule, long t) {
        return schedule.learningRate(BASE, t, schedule.initialState(BASE));
    }

    @Test
    void everyScheduleIsTested() {
        assertThat(schedules().map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(Schedule.class.getPermittedSubclasses());
    }

    /** The defaults of PyTorch 2.10, if it has the schedule. */
    @Test
    void defaultsMatchTheReference() {
        assertThat(new CosineAnnealing(7)).isEqualTo(new CosineAnnealing(7, 0));
        assertThat(new LinearWarmup(7)).isEqualTo(new LinearWarmup(7, 1.0 / 3, 1));
        assertThat(new MultiStep(List.of(7))).isEqualTo(new MultiStep(List.of(7), 0.1));
        assertThat(new OneCycle(0.5, 7)).isEqualTo(new OneCycle(0.5, 7, 0.3, 25, 1e4, AnnealStrategy.COS));
        assertThat(new Polynomial(7)).isEqualTo(new Polynomial(7, 1));
        assertThat(new ReduceOnPlateau())
                .isEqualTo(new ReduceOnPlateau(Mode.MIN, 0.1, 10, 1e-4, ThresholdMode.REL, 0, 0, 1e-8));
        assertThat(new StepDecay(7)).isEqualTo(new StepDecay(7, 0.1));
        assertThat(new WarmupCosine(3, 7)).isEqualTo(new WarmupCosine(3, 7, 1.0 / 3, 0));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void ratesStayWithinBounds(Schedule schedule) {
        for (long t = 0; t < 100; t++) {
            assertThat(at(schedule, t)).isBetween(0.0, BASE * (1 + 1e-12));
        }
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void theFinalRateIsConstant(Schedule schedule) {
        boolean endless = schedule instanceof ExponentialDecay || schedule instanceof StepDecay;
        double last = endless ? 0 : at(schedule, 30);
        assertThat(at(schedule, Long.MAX_VALUE)).isEqualTo(last);
    }

    @Test
    void finalRatesMatchTheFormulas() {
        assertThat(at(new CosineAnnealing(20, 0.001), 50)).isEqualTo(0.001);
        assertThat(at(new WarmupCosine(5, 20, 0.5, 0.002), 25)).isEqualTo(0.002);
        assertThat(at(new OneCycle(0.1, 30), 30)).isCloseTo(0.1 / 25 / 1e4, within(1e-18));
        assertThat(at(new LinearWarmup(5, 0.5, 0.8), 50)).isCloseTo(0.08, within(1e-15));
        assertThat(at(new Polynomial(10, 3), 10)).isZero();
    }

    @Test
    void oneCyclePeaksAtPctStart() {
        assertThat(at(new OneCycle(0.1, 30, 0.3, 25, 1e4, AnnealStrategy.LINEAR), 8))
                .isCloseTo(0.1, within(1e-15));
        assertThat(at(new OneCycle(0.1, 30, 1, 25, 1e4, AnnealStrategy.COS), 29))
                .isCloseTo(0.1, within(1e-15));
        assertThat(at(new OneCycle(0.1, 10, 0.1, 25, 1e4, AnnealStrategy.COS), 0))
                .isCloseTo(0.1, within(1e-15));
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void invalidValuesAreErrors(Schedule schedule) throws ReflectiveOperationException {
        ImpossibleValues.areRefused((Record) schedule);
    }

    @Test
    void invalidMilestonesAreErrors() {
        for (List<Integer> bad : List.of(List.of(-1), List.of(4, 3))) {
            assertThatThrownBy(() -> new MultiStep(bad))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessage("Invalid multiStep.milestones: " + bad + " (must be ascending and not negative)");
        }
        assertThat(at(new MultiStep(List.of(3, 3)), 3)).isCloseTo(0.001, within(1e-15));
    }

    @Test
    void otherSchedulesIgnoreMetrics() {
        ScheduleState state = new ConstantRate().initialState(BASE);
        assertThat(new ConstantRate().observe(state, 1)).isEqualTo(state);
    }

    /** The learning rate after each metric value. */
    private static double[] rates(ReduceOnPlateau schedule, double... metrics) {
        ScheduleState state = schedule.initialState(1);
        double[] rates = new double[metrics.length];
        for (int i = 0; i < metrics.length; i++) {
            state = schedule.observe(state, metrics[i]);
            rates[i] = schedule.learningRate(1, i, state);
        }
        return rates;
    }

    private static ReduceOnPlateau plateau(Mode mode, int patience, int cooldown, double minimum, double eps) {
        return new ReduceOnPlateau(mode, 0.5, patience, 0.1, ThresholdMode.ABS, cooldown, minimum, eps);
    }

    @Test
    void aPlateauReducesTheRateAfterPatience() {
        assertThat(rates(plateau(Mode.MIN, 1, 0, 0, 0), 5, 5, 4.95, 5, 5)).containsExactly(1, 1, 0.5, 0.5, 0.25);
        assertThat(rates(plateau(Mode.MIN, 1, 0, 0, 0), 5, 5, 4.8, 5, 5)).containsExactly(1, 1, 1, 1, 0.5);
        assertThat(rates(plateau(Mode.MAX, 0, 0, 0, 0), 5, 5.2, 5.25, 5.4)).containsExactly(1, 1, 0.5, 0.5);
    }

    @Test
    void cooldownValuesDoNotCount() {
        assertThat(rates(plateau(Mode.MIN, 0, 2, 0, 0), 5, 5, 5, 5, 5)).containsExactly(1, 0.5, 0.5, 0.5, 0.25);
    }

    @Test
    void theRateStopsAtTheMinimumAndAtTinyReductions() {
        assertThat(rates(plateau(Mode.MIN, 0, 0, 0.3, 0), 5, 5, 5, 5)).containsExactly(1, 0.5, 0.3, 0.3);
        assertThat(rates(plateau(Mode.MIN, 0, 0, 0, 0.3), 5, 5, 5, 5)).containsExactly(1, 0.5, 0.5, 0.5);
        assertThat(rates(plateau(Mode.MIN, 0, 0, 2, 0), 5, 5)).containsExactly(1, 1);
    }

    @Test
    void nanIsNotAnImprovement() {
        double nan = Double.NaN;
        assertThat(rates(plateau(Mode.MIN, 1, 0, 0, 0), nan, nan, 5, 5, nan)).containsExactly(1, 0.5, 0.5, 0.5, 0.25);
    }

    @Test
    void aCopiedStateContinues() {
        ReduceOnPlateau schedule = plateau(Mode.MIN, 1, 1, 0, 0);
        ScheduleState state = schedule.initialState(1);
        for (double metric : new double[] {5, 6, 6}) {
            state = schedule.observe(state, metric);
        }
        ScheduleState restored = new ScheduleState(state.learningRate(), state.best(), state.bad(), state.cooldown());
        for (double metric : new double[] {6, 6, 4, 6, 6, 6}) {
            state = schedule.observe(state, metric);
            restored = schedule.observe(restored, metric);
        }
        assertThat(restored).isEqualTo(state);
        assertThat(Arrays.asList(state.best(), state.learningRate())).containsExactly(4.0, 0.25);
    }
}
