package io.kindling.driver.benchmark;

import io.kindling.driver.config.ExperimentConfig;
import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.data.block.ShardBlock;
import io.kindling.driver.run.Experiment;
import io.kindling.driver.training.GradientTimes;
import io.kindling.driver.training.SparkGradientSource;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.ChunkPlan;
import io.kindling.trainer.data.EpochOrder;
import io.kindling.trainer.gradient.ArrayPool;
import io.kindling.trainer.gradient.BatchGradient;
import io.kindling.trainer.gradient.BatchPosition;
import io.kindling.trainer.gradient.GradientShard;
import io.kindling.trainer.gradient.GradientSource;
import io.kindling.trainer.gradient.LocalGradientSource;
import io.kindling.trainer.gradient.ShardComputation;
import io.kindling.trainer.math.Backend;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.training.IterationReport;
import io.kindling.trainer.training.TrainingEngine;
import io.kindling.trainer.training.TrainingListener;
import io.kindling.trainer.training.TrainingSpec;
import io.kindling.trainer.training.TrainingState;
import io.kindling.trainer.training.ValidationConfig;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Compares training on Spark with the same arithmetic in threads of this process, for the same number of iterations.
 * The two take turns, so that other load on the machine affects both. Writes nothing.
 */
public final class Benchmark {
    private static final int TURNS = 5;

    private Benchmark() {}

    /**
     * Runs the benchmark.
     *
     * @param config data, network, batches and optimizer to measure
     * @param against another configuration to compare with; null for none
     * @param warmUp iterations before the measurement
     * @param iterations to measure, in {@value #TURNS} turns
     * @param progress receives human-readable output
     */
    public static BenchmarkReport run(
            SparkSession session,
            ExperimentConfig config,
            ExperimentConfig against,
            int warmUp,
            int iterations,
            PrintStream progress) {
        try (OnSpark measured = new OnSpark(session, config);
                OnSpark other = against == null ? null : new OnSpark(session, against);
                LocalGradientSource threads = measured.threads()) {
            SparkOverhead floor = new SparkOverhead(measured.context, measured.tasks());
            Runner alone = new Runner(measured.engine, threads);
            List<Long> empty = new ArrayList<>();
            double peak = 0;
            int floats = measured.engine.network().parameters().length()
                    + measured.engine.network().buffers().length();
            for (int turn = 0; turn <= TURNS; turn++) {
                int each = turn == 0 ? warmUp : Math.max(1, iterations / TURNS);
                measured.run(each);
                if (other != null) {
                    other.run(each);
                }
                alone.run(each);
                // In local mode many iterations run in few Spark jobs: only the jobs of the floor warm up Spark's own
                // code.
                for (int i = 0; i < (turn == 0 ? each : 1 + each / TURNS); i++) {
                    empty.add(floor.emptyIteration(floats));
                }
                peak = Math.max(peak, floor.peak());
                if (turn == 0) {
                    measured.forget();
                    alone.forget();
                    empty.clear();
                    if (other != null) {
                        other.forget();
                    }
                }
                progress.println(turn == 0 ? "warm" : "turn " + turn + " of " + TURNS);
            }
            return measured.report(alone, other, median(empty, value -> value), peak);
        }
    }

    /** Runs iterations of an engine with gradients from a source, and measures their time. */
    private static final class Runner implements GradientSource, TrainingListener {
        private final TrainingEngine engine;
        private final GradientSource source;
        private final TrainingState state;
        private final List<Long> totals = new ArrayList<>();
        private final List<Long> applies = new ArrayList<>();
        private final List<Double> rates = new ArrayList<>();
        private long began;
        private long summed;
        private long examples;

        Runner(TrainingEngine engine, GradientSource source) {
            this.engine = engine;
            this.source = source;
            this.state = engine.start(engine.initialModel());
        }

        @Override
        public long batches() {
            return source.batches();
        }

        @Override
        public GradientShard gradient(ModelState model, BatchPosition position) {
            began = System.nanoTime();
            GradientShard sums = source.gradient(model, position);
            summed = System.nanoTime();
            return sums;
        }

        @Override
        public void release(GradientShard sums) {
            source.release(sums);
        }

        @Override
        public void onIteration(IterationReport report, TrainingState now) {
            long end = System.nanoTime();
            totals.add(end - began);
            applies.add(end - summed);
            examples += report.examples();
        }

        void run(int iterations) {
            examples = 0;
            long last = state.iteration() + iterations;
            long start = System.nanoTime();
            engine.run(state, this, Optional.empty(), List.of(this), () -> state.iteration() >= last);
            rates.add(examples * 1e9 / (System.nanoTime() - start));
        }

        void forget() {
            totals.clear();
            applies.clear();
            rates.clear();
        }

        double rate() {
            double[] sorted =
                    rates.stream().mapToDouble(value -> value).sorted().toArray();
            return sorted[sorted.length / 2];
        }
    }

    /** One configuration on Spark. */
    private static final class OnSpark implements AutoCloseable {
        private final JavaSparkContext context;
        private final TrainingEngine engine;
        private final TrainingData data;
        private final SparkGradientSource source;
        private final Runner runner;
        private final List<GradientTimes> times = new ArrayList<>();

        OnSpark(SparkSession session, ExperimentConfig config) {
            Experiment experiment = new Experiment(session, config);
            experiment.requireMemory();
            this.context = JavaSparkContext.fromSparkContext(session.sparkContext());
            this.engine = new TrainingEngine(endless(experiment.engine().spec()));
            this.data = experiment.preparation().prepare(session);
            this.source =
                    new SparkGradientSource(context, engine, config.training().execution(), data.train(), times::add);
            this.runner = new Runner(engine, source);
        }

        /** Returns the same training with unlimited epochs and without validation. */
        private static TrainingSpec endless(TrainingSpec spec) {
            return spec.withTraining(
                    spec.training().withEpochs(Integer.MAX_VALUE).withValidation(new ValidationConfig()));
        }

        void run(int iterations) {
            runner.run(iterations);
            source.releaseNext();
        }

        void forget() {
            runner.forget();
            times.clear();
        }

        int tasks() {
            return data.train().placement().tasksPerChunk();
        }

        /** Returns the same arithmetic in threads of this process, over the first chunk of the data. */
        LocalGradientSource threads() {
            PreparedData train = data.train();
            List<ShardBlock> chunk = new ArrayList<>();
            for (List<ShardBlock> part : train.blocks().collectPartitions(train.partitions(0))) {
                chunk.addAll(part);
            }
            ChunkPlan all = train.plan();
            ChunkPlan first = new ChunkPlan(all.rows(0), all.batchSize(), all.shards(), all.chunkRows());
            ArrayPool gradients = new ArrayPool(engine.network().parameters().length());
            int threads = Math.min(tasks(), Runtime.getRuntime().availableProcessors());
            return new LocalGradientSource(
                    engine.gradient(first),
                    (unused, shard) -> chunk.get(shard).block(),
                    engine.spec().training().transport(),
                    IntStream.range(0, threads)
                            .mapToObj(thread -> engine.computation(gradients))
                            .toList());
        }

        BenchmarkReport report(Runner alone, OnSpark other, double empty, double peak) {
            double total = median(runner.totals, value -> value);
            return new BenchmarkReport(
                    new BenchmarkReport.Work(
                            data.train().examples(),
                            engine.network().parameters().length(),
                            engine.spec().training().batching().examplesPerUpdate(),
                            data.train().plan().shards(),
                            tasks()),
                    new BenchmarkReport.Rates(runner.rate(), alone.rate(), other == null ? 0 : other.runner.rate()),
                    new BenchmarkReport.Split(
                            median(times, GradientTimes::schedule) / 1e6,
                            median(times, GradientTimes::broadcast) / 1e6,
                            median(times, GradientTimes::compute) / 1e6,
                            median(times, GradientTimes::serialise) / 1e6,
                            median(times, GradientTimes::merge) / 1e6,
                            median(runner.applies, value -> value) / 1e6,
                            total / 1e6),
                    empty / 1e6,
                    new BenchmarkReport.Products(
                            operations() / total,
                            peak / 1e9,
                            Backend.ofThisJvm().description()));
        }

        /** Returns the floating-point operations of the matrix products of a full batch. */
        private long operations() {
            ChunkPlan plan = data.train().plan();
            CountingGemm counting = new CountingGemm(Backend.ofThisJvm().gemm());
            TrainingSpec spec = engine.spec();
            ShardComputation computation =
                    new ShardComputation(engine.network(), spec.loss(), spec.metrics(), counting);
            int rows = plan.rows(0, 0);
            Block block = data.train().blocks().first().block();
            new BatchGradient(new ChunkPlan(rows, rows, 1, rows), 1)
                    .shard(
                            computation,
                            engine.initialModel(),
                            new BatchPosition(0, 0, 0),
                            new EpochOrder.Location(0, 0),
                            0,
                            block);
            return (long) ((double) counting.operations() / rows * Math.min(plan.batchSize(), plan.examples()));
        }

        @Override
        public void close() {
            source.close();
            data.close();
        }
    }

    private static <T> double median(List<T> values, ToLongFunction<T> part) {
        long[] sorted = values.stream().mapToLong(part).sorted().toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }
}
