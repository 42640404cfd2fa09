package io.kindling.trainer.training;

import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.ChunkPlan;
import io.kindling.trainer.data.LocalExamples;
import io.kindling.trainer.gradient.ArrayPool;
import io.kindling.trainer.gradient.LocalGradientSource;
import io.kindling.trainer.gradient.ShardComputation;
import io.kindling.trainer.metric.MetricSums;
import io.kindling.trainer.network.ModelState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Training without Spark, over examples in the memory of this process: the engine, the order of the examples and the bits are those of a distributed training
 * on the same examples.
 *
 * <pre>{@code
 * TrainingSpec spec = new TrainingSpec(network, new CrossEntropy(), new Adam(0.01), new TrainingConfig(40));
 * TrainingResult result = new LocalTraining(spec, examples).withThreads(2).run();
 * }</pre>
 */
public final class LocalTraining {
    private final TrainingEngine engine;
    private final LocalExamples examples;
    private Optional<LocalExamples> validation = Optional.empty();
    private Optional<TrainingStateStore> store = Optional.empty();
    private final List<TrainingListener> listeners = new ArrayList<>();
    private int threads = 1;

    /**
     * A training on examples in one thread, without validation.
     *
     * @param examples in any order; copied
     * @throws io.kindling.trainer.error.ConfigurationException if the parts of the spec do not fit one another
     */
    public LocalTraining(TrainingSpec spec, Block examples) {
        this.engine = new TrainingEngine(spec);
        this.examples = divided(examples);
    }

    private LocalExamples divided(Block block) {
        TrainingConfig config = engine.spec().training();
        int values = block.featureColumns() + block.targetColumns() + (block.weights() == null ? 0 : 1);
        ChunkPlan plan = ChunkPlan.of(
                block.rows(),
                config.batching().examplesPerUpdate(),
                config.batching().shardsOrDerived(),
                ChunkPlan.chunkRows(ChunkPlan.DEFAULT_CHUNK_MEGABYTES, values));
        return LocalExamples.of(block, plan, config.seed());
    }

    /** Evaluates on these examples after epochs, as {@code validateEvery} and early stopping need it. */
    public LocalTraining withValidation(Block others) {
        validation = Optional.of(divided(others));
        return this;
    }

    /** Computes gradients in that many threads; the number has no effect on the result. */
    public LocalTraining withThreads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("Invalid threads: " + count + " (must be at least 1)");
        }
        threads = count;
        return this;
    }

    /** Resumes from the newest state of a store, and saves the state there after each epoch and after a requested stop. */
    public LocalTraining withStore(TrainingStateStore states) {
        store = Optional.of(states);
        return this;
    }

    /** Calls a listener after each iteration and each epoch. */
    public LocalTraining withListener(TrainingListener listener) {
        listeners.add(listener);
        return this;
    }

    /** Trains to the end, from the parameters that the seed gives or from the newest saved state. */
    public TrainingResult run() {
        return run(engine.initialModel(), () -> false);
    }

    /**
     * Trains.
     *
     * @param initial parameters to start from unless a state is resumed; overwritten
     * @param stopRequested asked before each iteration
     */
    public TrainingResult run(ModelState initial, BooleanSupplier stopRequested) {
        TrainingState state =
                store.flatMap(TrainingStateStore::newest).orElseGet(() -> engine.start(initial));
        List<TrainingListener> all = new ArrayList<>(listeners);
        store.ifPresent(states -> all.add(new SaveEpochs(states)));
        ArrayPool gradients = new ArrayPool(engine.network().parameters().length());
        List<ShardComputation> computations = IntStream.range(0, threads)
                .mapToObj(thread -> engine.computation(gradients))
                .toList();
        try (LocalGradientSource source = new LocalGradientSource(
                engine.gradient(examples.plan()),
                examples::block,
                engine.spec().training().transport(),
                computations)) {
            TrainingResult result = engine.run(state, source, validation.map(this::evaluator), all, stopRequested);
            if (result.outcome() == Outcome.INTERRUPTED) {
                store.ifPresent(states -> states.save(state));
            }
            return result;
        }
    }

    /** Loss and metrics of a model on examples, by name. */
    public Map<String, Double> evaluate(ModelState model, Block block) {
        return evaluator(divided(block)).evaluate(model).values();
    }

    /** Merges the sums of the blocks in the order of chunks and shards. */
    private Evaluator evaluator(LocalExamples data) {
        ShardComputation computation = engine.computation();
        return model -> {
            MetricSums sums = new MetricSums(
                    engine.spec().metrics(), engine.network().output().size());
            for (int chunk = 0; chunk < data.plan().chunks(); chunk++) {
                for (int shard = 0; shard < data.plan().shards(); shard++) {
                    sums.merge(computation.evaluate(model, data.block(chunk, shard)));
                }
            }
            return sums;
        };
    }

    /** Saves the state after each epoch. */
    private record SaveEpochs(TrainingStateStore store) implements TrainingListener {
        @Override
        public void onEpoch(EpochReport report, TrainingState state) {
            store.save(state);
        }
    }
}
