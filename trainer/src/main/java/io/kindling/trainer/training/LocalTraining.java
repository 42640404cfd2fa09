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
 * Trains without Spark on examples in memory. The result is bit-identical to distributed training on the same examples.
 *
 * <pre>{@code
 * TrainingSpec spec = new TrainingSpec(network, new CrossEntropy(), new Adam(0.01), new TrainingConfig(40));
 * TrainingResult result = new LocalTraining(spec, examples).withThreads(2).run();
 * }</pre>
 */
public final class LocalTraining {
    private final TrainingEngine engine;
    private final LocalExamples examples;
    private final Options options;

    /** Optional settings of a training. */
    private record Options(
            Optional<LocalExamples> validation,
            Optional<TrainingStateStore> store,
            List<TrainingListener> listeners,
            int threads) {}

    private LocalTraining(TrainingEngine engine, LocalExamples examples, Options options) {
        this.engine = engine;
        this.examples = examples;
        this.options = options;
    }

    /**
     * Creates a single-threaded training without validation.
     *
     * @param examples training examples, in any order; copied
     * @throws io.kindling.trainer.error.ConfigurationException if parts of the spec are incompatible
     */
    public LocalTraining(TrainingSpec spec, Block examples) {
        this(
                new TrainingEngine(spec),
                divided(examples, spec.training()),
                new Options(Optional.empty(), Optional.empty(), List.of(), 1));
    }

    private static LocalExamples divided(Block block, TrainingConfig config) {
        int values = block.featureColumns() + block.targetColumns() + (block.weights() == null ? 0 : 1);
        ChunkPlan plan = ChunkPlan.of(
                block.rows(),
                config.batching().examplesPerUpdate(),
                config.batching().shardsOrDerived(),
                ChunkPlan.chunkRows(ChunkPlan.DEFAULT_CHUNK_MEGABYTES, values));
        return LocalExamples.of(block, plan, config.seed());
    }

    private LocalTraining with(Options others) {
        return new LocalTraining(engine, examples, others);
    }

    /** Returns a copy with validation examples, evaluated every {@code validateEvery} epochs and by early stopping. */
    public LocalTraining withValidation(Block others) {
        LocalExamples validation = divided(others, engine.spec().training());
        return with(new Options(Optional.of(validation), options.store(), options.listeners(), options.threads()));
    }

    /**
     * Returns a copy that computes gradients in {@code count} threads. The number of threads does not change the
     * result.
     */
    public LocalTraining withThreads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("Invalid threads: " + count + " (must be at least 1)");
        }
        return with(new Options(options.validation(), options.store(), options.listeners(), count));
    }

    /**
     * Returns a copy that resumes from the newest state in a store, and saves its state after each epoch and on a
     * requested stop.
     */
    public LocalTraining withStore(TrainingStateStore states) {
        return with(new Options(options.validation(), Optional.of(states), options.listeners(), options.threads()));
    }

    /**
     * Returns a copy with one more listener. Listeners are called after each iteration and epoch, in the order of
     * addition.
     */
    public LocalTraining withListener(TrainingListener listener) {
        List<TrainingListener> all = new ArrayList<>(options.listeners());
        all.add(listener);
        return with(new Options(options.validation(), options.store(), List.copyOf(all), options.threads()));
    }

    /** Trains all epochs, from the newest saved state or else from the initial parameters of the seed. */
    public TrainingResult run() {
        return run(engine.initialModel(), () -> false);
    }

    /** Trains from the given parameters.
     *
     * @param initial initial parameters, ignored when a saved state is resumed; overwritten
     * @param stopRequested checked before each iteration
     */
    public TrainingResult run(ModelState initial, BooleanSupplier stopRequested) {
        TrainingState state =
                options.store().flatMap(TrainingStateStore::newest).orElseGet(() -> engine.start(initial));
        List<TrainingListener> all = new ArrayList<>(options.listeners());
        options.store().ifPresent(states -> all.add(new SaveEpochs(states)));
        ArrayPool gradients = new ArrayPool(engine.network().parameters().length());
        List<ShardComputation> computations = IntStream.range(0, options.threads())
                .mapToObj(thread -> engine.computation(gradients))
                .toList();
        try (LocalGradientSource source = new LocalGradientSource(
                engine.gradient(examples.plan()),
                examples::block,
                engine.spec().training().transport(),
                computations)) {
            TrainingResult result =
                    engine.run(state, source, options.validation().map(this::evaluator), all, stopRequested);
            if (result.outcome() == Outcome.INTERRUPTED) {
                options.store().ifPresent(states -> states.save(state));
            }
            return result;
        }
    }

    /** Returns loss and metrics of a model on examples, by name. */
    public Map<String, Double> evaluate(ModelState model, Block block) {
        return evaluator(divided(block, engine.spec().training()))
                .evaluate(model)
                .values();
    }

    /** An evaluator that merges the sums of blocks in the order of chunks and shards. */
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
