package io.kindling.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.ChunkPlan;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.error.DivergenceException;
import io.kindling.trainer.gradient.LocalGradientSource;
import io.kindling.trainer.gradient.ShardComputation;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layer.Relu;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.loss.CrossEntropy;
import io.kindling.trainer.loss.LossFunction;
import io.kindling.trainer.math.JavaGemm;
import io.kindling.trainer.metric.Accuracy;
import io.kindling.trainer.metric.Metric;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.network.NetworkSpec;
import io.kindling.trainer.optimizer.Sgd;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import io.kindling.trainer.regularizer.L2Penalty;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

final class TrainingLoopTest {
    private static final int EXAMPLES = 150;
    private static final NetworkSpec SPEC =
            new NetworkSpec(new Features(2), List.of(new Linear(16), new Relu(), new Linear(2)));
    private static final List<Metric> METRICS = List.of(new Accuracy());
    private static final LossFunction LOSS = new CrossEntropy();

    /** Examples of two classes: inside and outside a circle. */
    private static Block circle(int from, int rows) {
        RandomStream random = RandomStream.of(5, Purpose.SPLIT);
        float[] features = new float[rows * 2];
        float[] targets = new float[rows];
        for (int i = 0; i < rows; i++) {
            features[2 * i] = 2 * random.uniform(2L * (from + i)) - 1;
            features[2 * i + 1] = 2 * random.uniform(2L * (from + i) + 1) - 1;
            targets[i] = Math.hypot(features[2 * i], features[2 * i + 1]) < 0.7 ? 1 : 0;
        }
        return new Block(rows, 2, 1, features, targets, null);
    }

    private static ShardComputation computation() {
        return new ShardComputation(Network.of(SPEC), LOSS, METRICS, new JavaGemm());
    }

    private static Training training(double learningRate, int shards, int epochs) {
        return new Training(learningRate, new BatchingConfig(16).withShards(shards), epochs, null);
    }

    private static Training stopping(EarlyStopping rule) {
        return new Training(0.5, new BatchingConfig(16).withShards(2), 500, rule);
    }

    private static TrainingEngine engine(double learningRate, TrainingConfig config) {
        return new TrainingEngine(new TrainingSpec(SPEC, LOSS, new Sgd(learningRate), config)
                .withMetrics(METRICS)
                .withRegularizer(new L2Penalty(1e-4)));
    }

    /** A complete training in this thread. */
    private static final class Training {
        private final List<EpochReport> epochs = new ArrayList<>();
        private final TrainingEngine engine;
        private final LocalGradientSource source;
        private final ShardComputation evaluation = computation();

        Training(double learningRate, BatchingConfig batching, int epochs, EarlyStopping rule) {
            engine = engine(
                    learningRate,
                    new TrainingConfig(epochs)
                            .withSeed(11)
                            .withBatching(batching)
                            .withValidation(new ValidationConfig(rule)));
            ChunkPlan plan = ChunkPlan.of(EXAMPLES, batching.batchSize(), batching.shards(), 48);
            source = new LocalGradientSource(
                    engine.gradient(plan),
                    (chunk, shard) -> circle((int) plan.firstExample(chunk, shard), plan.rows(chunk, shard)),
                    computation());
        }

        TrainingState start() {
            return engine.start(engine.network().initialize(3));
        }

        TrainingResult run(TrainingState state, BooleanSupplier stopRequested) {
            TrainingListener listener = new TrainingListener() {
                @Override
                public void onEpoch(EpochReport report, TrainingState now) {
                    epochs.add(report);
                }
            };
            Evaluator validation = model -> evaluation.evaluate(model, circle(EXAMPLES, 100));
            return engine.run(state, source, Optional.of(validation), List.of(listener), stopRequested);
        }

        TrainingResult run(TrainingState state) {
            return run(state, () -> false);
        }
    }

    @Test
    void totalWeightZeroIsAnError() {
        TrainingEngine engine = engine(0.1, new TrainingConfig(1));
        Block block = circle(0, 16);
        Block weightless = new Block(16, 2, 1, block.features(), block.targets(), new float[16]);
        LocalGradientSource source = new LocalGradientSource(
                engine.gradient(ChunkPlan.of(16, 8, 1, 16)), (chunk, shard) -> weightless, computation());
        TrainingState state = engine.start(engine.initialModel());
        assertThatThrownBy(() -> engine.run(state, source, Optional.empty(), List.of(), () -> false))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot train on examples with a total weight of 0: 16 in epoch 0");
    }

    @Test
    void learns() {
        Training training = training(0.5, 4, 60);
        TrainingState state = training.start();
        assertThat(training.run(state).outcome()).isEqualTo(Outcome.COMPLETED);
        EpochReport last = training.epochs.get(59);
        assertThat(last.validation().get("accuracy")).isGreaterThan(0.93);
        assertThat(last.train().get("loss"))
                .isLessThan(training.epochs.get(0).train().get("loss") / 2);
        assertThat(state.iteration()).isEqualTo(60 * 10);
        assertThat(last.examples()).isEqualTo(EXAMPLES);
    }

    @Test
    void resumeAtAnyIterationGivesTheSameBits() {
        Training whole = training(0.3, 3, 3);
        TrainingState uninterrupted = whole.start();
        whole.run(uninterrupted);
        String want = uninterrupted.model().digest();
        for (int stop = 0; stop < 30; stop += 3) {
            Training first = training(0.3, 3, 3);
            TrainingState state = first.start();
            int at = stop;
            first.run(state, () -> state.iteration() >= at);
            TrainingState resumed = state.copy();
            Training second = training(0.3, 3, 3);
            second.run(resumed);
            assertThat(resumed.model().digest()).isEqualTo(want);
            assertThat(second.epochs.get(second.epochs.size() - 1).train())
                    .isEqualTo(whole.epochs.get(2).train());
        }
    }

    /** With all data in one batch, only the rounding of the sum differs. */
    @Test
    void oneShardEqualsManyUpToRounding() {
        ModelState one = afterOneFullBatch(1);
        for (int shards : new int[] {2, 7, 150, 200}) {
            assertThat(afterOneFullBatch(shards).parameters()).containsExactly(one.parameters(), within(1e-5f));
        }
    }

    private static ModelState afterOneFullBatch(int shards) {
        Training training = new Training(1, new BatchingConfig(EXAMPLES).withShards(shards), 1, null);
        return training.run(training.start()).model();
    }

    @Test
    void earlyStoppingKeepsTheBestModel() {
        Training training = stopping(new EarlyStopping(3, "loss", 0.005));
        TrainingState state = training.start();
        TrainingResult result = training.run(state);
        assertThat(result.outcome()).isEqualTo(Outcome.STOPPED_EARLY);
        int best = state.stopping().bestEpoch();
        assertThat(result.bestEpoch()).isEqualTo(best + 1);
        assertThat(state.epoch()).isEqualTo(best + 4).isLessThan(500);
        double kept = computation()
                .evaluate(result.model(), circle(EXAMPLES, 100))
                .values()
                .get("loss");
        assertThat(kept).isEqualTo(training.epochs.get(best).validation().get("loss"));
    }

    @Test
    void anyNumberIsBetterThanNaN() {
        ModelState model = training(0.5, 2, 1).start().model();
        EarlyStopping rule = new EarlyStopping(2, "auc", 0);
        EarlyStopping.Progress progress = EarlyStopping.Progress.NONE;
        double[] values = {Double.NaN, 0.6, Double.NaN, 0.7};
        int[] best = {0, 1, 1, 3};
        for (int epoch = 0; epoch < values.length; epoch++) {
            progress = rule.observe(progress, epoch, values[epoch], EarlyStopping.Direction.HIGHER, model);
            assertThat(progress.bestEpoch()).isEqualTo(best[epoch]);
        }
    }

    @Test
    void divergenceNamesIterationAndShard() {
        Training training = training(1e30, 2, 5);
        assertThatThrownBy(() -> training.run(training.start()))
                .isInstanceOf(DivergenceException.class)
                .hasMessageContaining("iteration ")
                .hasMessageContaining("learning rate 1.0E30");
    }
}
