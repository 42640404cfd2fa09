package io.kindling.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kindling.trainer.data.Block;
import io.kindling.trainer.layer.BatchNorm1d;
import io.kindling.trainer.layer.Dropout;
import io.kindling.trainer.layer.Linear;
import io.kindling.trainer.layer.Relu;
import io.kindling.trainer.layout.Features;
import io.kindling.trainer.loss.CrossEntropy;
import io.kindling.trainer.math.FloatFormat;
import io.kindling.trainer.network.NetworkSpec;
import io.kindling.trainer.optimizer.Adam;
import io.kindling.trainer.random.Purpose;
import io.kindling.trainer.random.RandomStream;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example of the documentation, and laws of training without Spark. */
final class LocalTrainingTest {
    private static final int ROWS = 300;

    private static final NetworkSpec NOISY = new NetworkSpec(
            new Features(2), List.of(new Linear(16), new BatchNorm1d(), new Relu(), new Dropout(0.1), new Linear(2)));

    /** Examples of exclusive or: whether the signs of two numbers are equal. */
    private static Block examples(int from, int rows) {
        RandomStream random = RandomStream.of(5, Purpose.SPLIT);
        float[] features = new float[2 * rows];
        float[] targets = new float[rows];
        for (int i = 0; i < rows; i++) {
            features[2 * i] = random.uniform(2L * (from + i)) - 0.5f;
            features[2 * i + 1] = random.uniform(2L * (from + i) + 1) - 0.5f;
            targets[i] = features[2 * i] * features[2 * i + 1] > 0 ? 1 : 0;
        }
        return new Block(rows, 2, 1, features, targets, null);
    }

    private static TrainingSpec spec(int epochs) {
        TrainingConfig config = new TrainingConfig(epochs).withBatching(new BatchingConfig(32).withShards(5));
        return new TrainingSpec(NOISY, new CrossEntropy(), new Adam(0.01), config);
    }

    private static String digest(TrainingResult result) {
        return result.model().digest();
    }

    /** The example of docs/java.md. */
    @Test
    void learnsExclusiveOr() {
        int rows = 256;
        Block block = examples(0, rows);
        float[] features = block.features();
        float[] targets = block.targets();

        NetworkSpec network = new NetworkSpec(new Features(2), List.of(new Linear(16), new Relu(), new Linear(2)));
        TrainingConfig config = new TrainingConfig(40).withBatching(new BatchingConfig(32));
        TrainingSpec spec = new TrainingSpec(network, new CrossEntropy(), new Adam(0.01), config);
        Block examples = new Block(rows, 2, 1, features, targets, null);
        LocalTraining training = new LocalTraining(spec, examples).withThreads(2);
        TrainingResult result = training.run();
        double accuracy = training.evaluate(result.model(), examples).get("accuracy");

        assertThat(accuracy).isGreaterThan(0.95);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 8})
    void theNumberOfThreadsHasNoEffect(int threads) {
        String want = digest(new LocalTraining(spec(3), examples(0, ROWS)).run());
        assertThat(digest(new LocalTraining(spec(3), examples(0, ROWS))
                        .withThreads(threads)
                        .run()))
                .isEqualTo(want);
    }

    @Test
    void theOrderOfTheRowsHasNoEffect() {
        Block block = examples(0, ROWS);
        float[] features = new float[2 * ROWS];
        float[] targets = new float[ROWS];
        for (int row = 0; row < ROWS; row++) {
            int to = (row * 7 + 3) % ROWS;
            System.arraycopy(block.features(), 2 * row, features, 2 * to, 2);
            targets[to] = block.targets()[row];
        }
        Block shuffled = new Block(ROWS, 2, 1, features, targets, null);
        assertThat(digest(new LocalTraining(spec(3), shuffled).run()))
                .isEqualTo(digest(new LocalTraining(spec(3), block).run()));
    }

    /** Keeps the newest state in memory. */
    private static final class Memory implements TrainingStateStore {
        private Optional<TrainingState> saved = Optional.empty();

        @Override
        public Optional<TrainingState> newest() {
            return saved.map(TrainingState::copy);
        }

        @Override
        public void save(TrainingState state) {
            saved = Optional.of(state.copy());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10, 11, 25})
    void resumeGivesTheSameBits(int iterations) {
        Block examples = examples(0, ROWS);
        Memory store = new Memory();
        int[] asked = new int[1];
        LocalTraining first = new LocalTraining(spec(3), examples).withStore(store);
        TrainingResult stopped = first.run(new TrainingEngine(spec(3)).initialModel(), () -> asked[0]++ == iterations);
        assertThat(stopped.outcome()).isEqualTo(Outcome.INTERRUPTED);
        assertThat(store.saved.orElseThrow().iteration()).isEqualTo(iterations);
        TrainingResult resumed =
                new LocalTraining(spec(3), examples).withStore(store).run();
        assertThat(digest(resumed)).isEqualTo(digest(new LocalTraining(spec(3), examples).run()));
    }

    @Test
    void earlyStoppingKeepsTheModelOfTheBestEpoch() {
        TrainingSpec spec = new TrainingSpec(
                NOISY,
                new CrossEntropy(),
                new Adam(0.1),
                new TrainingConfig(500).withValidation(new ValidationConfig(new EarlyStopping(2, "loss", 0))));
        LocalTraining training = new LocalTraining(spec, examples(0, ROWS)).withValidation(examples(ROWS, 100));
        double[] best = {Double.POSITIVE_INFINITY};
        LocalTraining listened = training.withListener(new TrainingListener() {
            @Override
            public void onEpoch(EpochReport report, TrainingState state) {
                best[0] = Math.min(best[0], report.validation().get("loss"));
            }
        });
        TrainingResult result = listened.run();
        assertThat(result.outcome()).isEqualTo(Outcome.STOPPED_EARLY);
        assertThat(training.evaluate(result.model(), examples(ROWS, 100)).get("loss"))
                .isEqualTo(best[0]);
    }

    @Test
    void gradientsAreRoundedToTheTransportFormat() {
        TrainingConfig config = spec(3).training();
        TrainingConfig rounded = new TrainingConfig(
                config.epochs(),
                config.batching(),
                config.seed(),
                config.scheduleUnit(),
                config.validation(),
                config.clipping(),
                config.parameterGroups(),
                FloatFormat.BFLOAT16);
        TrainingSpec spec = new TrainingSpec(NOISY, new CrossEntropy(), new Adam(0.01), rounded);
        String one = digest(new LocalTraining(spec, examples(0, ROWS)).run());
        assertThat(one).isNotEqualTo(digest(new LocalTraining(spec(3), examples(0, ROWS)).run()));
        assertThat(digest(new LocalTraining(spec, examples(0, ROWS))
                        .withThreads(3)
                        .run()))
                .isEqualTo(one);
    }

    @Test
    void threadCountMustBePositive() {
        LocalTraining training = new LocalTraining(spec(1), examples(0, 8));
        assertThatThrownBy(() -> training.withThreads(0)).hasMessage("Invalid threads: 0 (must be at least 1)");
    }
}
