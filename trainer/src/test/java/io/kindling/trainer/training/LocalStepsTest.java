package io.kindling.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.ChunkPlan;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DivergenceException;
import io.kindling.trainer.gradient.LocalGradientSource;
import io.kindling.trainer.gradient.ShardComputation;
import io.kindling.trainer.layer.BatchNorm1d;
import io.kindling.trainer.layer.Dropout;
import io.kindling.trainer.layer.LayerSpec;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layer.Tanh;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.loss.CrossEntropy;
import io.kindling.trainer.math.JavaGemm;
import io.kindling.trainer.metric.Accuracy;
import io.kindling.trainer.metric.Metric;
import io.kindling.trainer.network.NetworkSpec;
import io.kindling.trainer.optimizer.Adam;
import io.kindling.trainer.optimizer.OptimizerSpec;
import io.kindling.trainer.optimizer.ParameterGroup;
import io.kindling.trainer.optimizer.Sgd;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws of local steps. */
final class LocalStepsTest {
    private static final int EXAMPLES = 96;
    private static final int STEP = 16;
    private static final List<Metric> METRICS = List.of(new Accuracy());
    private static final List<LayerSpec> PLAIN = List.of(new Linear(8), new Tanh(), new Linear(2));
    private static final List<LayerSpec> NOISY =
            List.of(new Linear(8), new BatchNorm1d(), new Tanh(), new Dropout(0.3), new Linear(2));

    private final RandomStream random = RandomStream.of(5, Purpose.SPLIT);

    /** Trainings that differ only in their batches and steps. */
    private final class Training {
        private final TrainingEngine engine;
        private final LocalGradientSource source;

        Training(
                List<LayerSpec> layers,
                OptimizerSpec spec,
                int batch,
                int shards,
                LocalSteps steps,
                ParameterGroup... groups) {
            NetworkSpec network = new NetworkSpec(new Features(3), layers);
            TrainingConfig config = new TrainingConfig(3)
                    .withSeed(7)
                    .withBatching(new BatchingConfig(steps == null ? batch : batch / steps.steps())
                            .withShards(shards)
                            .withLocalSteps(steps))
                    .withParameterGroups(List.of(groups));
            engine = new TrainingEngine(
                    new TrainingSpec(network, new CrossEntropy(), spec, config).withMetrics(METRICS));
            ChunkPlan plan = new ChunkPlan(EXAMPLES, batch, shards, EXAMPLES);
            source = new LocalGradientSource(
                    engine.gradient(plan),
                    (chunk, shard) -> block((int) plan.firstExample(chunk, shard), plan.rows(chunk, shard)),
                    new ShardComputation(engine.network(), new CrossEntropy(), METRICS, new JavaGemm()));
        }

        TrainingState start() {
            return engine.start(engine.network().initialize(3));
        }

        void run(TrainingState state, BooleanSupplier stopRequested) {
            engine.run(state, source, Optional.empty(), List.of(), stopRequested);
        }

        TrainingState trained() {
            TrainingState state = start();
            run(state, () -> false);
            return state;
        }

        float[] parameters() {
            return trained().model().parameters();
        }
    }

    private Block block(int first, int rows) {
        float[] features = new float[rows * 3];
        float[] targets = new float[rows];
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < 3; c++) {
                features[3 * row + c] = 2 * random.uniform(3L * (first + row) + c) - 1;
            }
            targets[row] = features[3 * row] > features[3 * row + 1] ? 1 : 0;
        }
        return new Block(rows, 3, 1, features, targets, null);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void oneStepEqualsTrainingWithoutLocalSteps(int shards) {
        TrainingState ordinary = new Training(NOISY, new Adam(0.01), STEP, shards, null).trained();
        TrainingState stepped = new Training(NOISY, new Adam(0.01), STEP, shards, new LocalSteps(1, 0.5)).trained();
        assertThat(stepped.model().parameters()).isEqualTo(ordinary.model().parameters());
        assertThat(stepped.model().buffers()).isEqualTo(ordinary.model().buffers());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 6})
    void stepsOfOneShardArePlainGradientDescent(int steps) {
        float[] plain = new Training(PLAIN, new Sgd(0.1), STEP, 1, null).parameters();
        float[] stepped =
                new Training(PLAIN, new Sgd(0.1 * steps), STEP * steps, 1, new LocalSteps(steps, 0.1)).parameters();
        assertThat(stepped).containsExactly(plain, within(1e-5f));
        float[] still = new Training(PLAIN, new Sgd(0.1 * steps), STEP * steps, 1, null).parameters();
        assertThat(distance(still, plain)).isGreaterThan(1e-3);
    }

    private static double distance(float[] a, float[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    @Test
    void frozenParametersDoNotChangeAndRatesAreScaled() {
        ParameterGroup frozen = new ParameterGroup("0.*", 1, 1, true);
        LocalSteps steps = new LocalSteps(3, 0.1);
        float[] plain = new Training(PLAIN, new Sgd(0.1), STEP, 1, null, frozen).parameters();
        float[] stepped = new Training(PLAIN, new Sgd(0.3), STEP * 3, 1, steps, frozen).parameters();
        assertThat(stepped).containsExactly(plain, within(1e-5f));
        ParameterGroup slow = new ParameterGroup("0.*", 0.1, 1, false);
        float[] slowly = new Training(PLAIN, new Sgd(0.1), STEP, 1, null, slow).parameters();
        assertThat(new Training(PLAIN, new Sgd(0.3), STEP * 3, 1, steps, slow).parameters())
                .containsExactly(slowly, within(1e-5f));
    }

    @Test
    void resumeAfterAnyUpdateGivesTheSameBits() {
        Training training = new Training(NOISY, new Adam(0.01), STEP * 2, 3, new LocalSteps(2, 0.1));
        float[] whole = training.parameters();
        for (int stop = 1; stop < 9; stop++) {
            int last = stop;
            TrainingState state = training.start();
            training.run(state, () -> state.iteration() == last);
            TrainingState copy = state.copy();
            training.run(copy, () -> false);
            assertThat(copy.model().parameters()).isEqualTo(whole);
        }
    }

    @Test
    void divergedStepsEndTraining() {
        Training training = new Training(PLAIN, new Sgd(0.1), EXAMPLES, 2, new LocalSteps(6, 1e38));
        assertThatThrownBy(training::trained).isInstanceOf(DivergenceException.class);
    }

    @Test
    void stepsAndRateAreValidated() {
        assertThatThrownBy(() -> new LocalSteps(0, 0.1))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid training.localSteps.steps: 0 (must be at least 1)");
        assertThatThrownBy(() -> new LocalSteps(2, 0))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Invalid training.localSteps.learningRate: 0.0 (must be a positive number)");
    }
}
