package io.kindling.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kindling.trainer.checkpoint.Digest;
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
import io.kindling.trainer.optimizer.Optimizer;
import io.kindling.trainer.optimizer.OptimizerSpec;
import io.kindling.trainer.optimizer.Sgd;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import io.kindling.trainer.regularizer.L2;
import io.kindling.trainer.schedule.Constant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TrainingLoopTest {
    private static final int EXAMPLES = 150;
    private static final NetworkSpec SPEC =
            new NetworkSpec(new Features(2), List.of(new Linear(16), new Relu(), new Linear(2)));
    private static final List<Metric> METRICS = List.of(new Accuracy());
    private static final LossFunction LOSS = new CrossEntropy();

    /** Two classes: inside and outside of a circle. */
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

    private static Training training(double learningRate, int shards, Optional<EarlyStopping> stopping) {
        return new Training(new Sgd(learningRate), 16, shards, stopping);
    }

    /** A whole local training. */
    private static final class Training {
        private final List<EpochReport> epochs = new ArrayList<>();
        private final TrainingLoop loop;
        private final Optimizer optimizer;
        private final Network network = Network.of(SPEC);

        Training(OptimizerSpec spec, int batchSize, int shards, Optional<EarlyStopping> stopping) {
            ChunkPlan plan = ChunkPlan.of(EXAMPLES, batchSize, shards, 48);
            optimizer = new Optimizer(spec, network.parameters());
            ShardComputation evaluation = computation();
            loop = new TrainingLoop(
                    new LocalGradientSource(
                            plan,
                            (chunk, shard) -> circle((int) plan.firstExample(chunk, shard), plan.rows(chunk, shard)),
                            11,
                            TrainingLoopTest::computation),
                    new Update(network, new L2(1e-4), optimizer),
                    new Constant(),
                    ScheduleUnit.EPOCH,
                    spec.learningRate(),
                    Optional.of(model -> evaluation.evaluate(model, circle(EXAMPLES, 100))),
                    1,
                    stopping,
                    List.of(new TrainingListener() {
                        @Override
                        public void onEpoch(EpochReport report, TrainingState state) {
                            epochs.add(report);
                        }
                    }));
        }

        TrainingState start() {
            return loop.start(network.initialize(3), optimizer.initialSlots(), METRICS, 2);
        }
    }

    @Test
    void examplesThatAllWeighNothingAreNoTraining() {
        Network network = Network.of(SPEC);
        Optimizer optimizer = new Optimizer(new Sgd(0.1), network.parameters());
        Block block = circle(0, 16);
        Block weightless = new Block(16, 2, 1, block.features(), block.targets(), new float[16]);
        TrainingLoop loop = new TrainingLoop(
                new LocalGradientSource(
                        ChunkPlan.of(16, 8, 1, 16), (chunk, shard) -> weightless, 1, TrainingLoopTest::computation),
                new Update(network, new L2(0), optimizer),
                new Constant(),
                ScheduleUnit.EPOCH,
                0.1,
                Optional.empty(),
                1,
                Optional.empty(),
                List.of());
        TrainingState state = loop.start(network.initialize(3), optimizer.initialSlots(), METRICS, 2);
        assertThatThrownBy(() -> loop.run(state, 1, () -> false))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith("Cannot train on examples that all weigh 0: 16 in epoch 0");
    }

    @Test
    void learns() {
        Training training = training(0.5, 4, Optional.empty());
        TrainingState state = training.start();
        assertThat(training.loop.run(state, 60, () -> false)).isEqualTo(Outcome.COMPLETED);
        EpochReport last = training.epochs.get(59);
        assertThat(last.validation().get("accuracy")).isGreaterThan(0.93);
        assertThat(last.train().get("loss"))
                .isLessThan(training.epochs.get(0).train().get("loss") / 2);
        assertThat(state.iteration()).isEqualTo(60 * 10);
        assertThat(last.examples()).isEqualTo(EXAMPLES);
    }

    @Test
    void stoppedAtAnyIterationAndResumedGivesTheSameBits() {
        Training whole = training(0.3, 3, Optional.empty());
        TrainingState uninterrupted = whole.start();
        whole.loop.run(uninterrupted, 3, () -> false);
        String want = Digest.ofModel(uninterrupted.model());
        for (int stop = 0; stop < 30; stop += 3) {
            Training first = training(0.3, 3, Optional.empty());
            TrainingState state = first.start();
            int at = stop;
            first.loop.run(state, 3, () -> state.iteration() >= at);
            TrainingState resumed = state.copy();
            Training second = training(0.3, 3, Optional.empty());
            second.loop.run(resumed, 3, () -> false);
            assertThat(Digest.ofModel(resumed.model())).isEqualTo(want);
            assertThat(second.epochs.get(second.epochs.size() - 1).train())
                    .isEqualTo(whole.epochs.get(2).train());
        }
    }

    /** With the whole data as one batch, only the rounding of the sum can differ. */
    @Test
    void oneShardEqualsManyUpToRounding() {
        ModelState one = afterOneFullBatch(1);
        for (int shards : new int[] {2, 7, 150, 200}) {
            assertThat(afterOneFullBatch(shards).parameters()).containsExactly(one.parameters(), within(1e-5f));
        }
    }

    private static ModelState afterOneFullBatch(int shards) {
        Training training = new Training(new Sgd(1), EXAMPLES, shards, Optional.empty());
        TrainingState state = training.start();
        training.loop.run(state, 1, () -> false);
        return state.model();
    }

    @Test
    void earlyStoppingKeepsTheBestModel() {
        Training training = training(0.5, 2, Optional.of(new EarlyStopping(3, "loss", 0.005)));
        TrainingState state = training.start();
        assertThat(training.loop.run(state, 500, () -> false)).isEqualTo(Outcome.STOPPED_EARLY);
        int best = state.stopping().bestEpoch();
        assertThat(state.epoch()).isEqualTo(best + 4).isLessThan(500);
        double kept = computation()
                .evaluate(training.loop.result(state), circle(EXAMPLES, 100))
                .values()
                .get("loss");
        assertThat(kept).isEqualTo(training.epochs.get(best).validation().get("loss"));
    }

    @Test
    void anyValueIsBetterThanAnUndefinedOne() {
        ModelState model = training(0.5, 2, Optional.empty()).start().model();
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
        Training training = training(1e30, 2, Optional.empty());
        assertThatThrownBy(() -> training.loop.run(training.start(), 5, () -> false))
                .isInstanceOf(DivergenceException.class)
                .hasMessageContaining("iteration ")
                .hasMessageContaining("learning rate 1.0E30");
    }
}
