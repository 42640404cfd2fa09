package io.kindling.driver.benchmark;

import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.ShardBlock;
import io.kindling.driver.data.TrainingData;
import io.kindling.driver.experiment.Experiment;
import io.kindling.driver.experiment.ExperimentConfig;
import io.kindling.driver.training.GradientTimes;
import io.kindling.driver.training.NetworkTask;
import io.kindling.driver.training.SparkGradientSource;
import io.kindling.trainer.data.Block;
import io.kindling.trainer.data.ChunkPlan;
import io.kindling.trainer.data.EpochOrder;
import io.kindling.trainer.gradient.BatchGradient;
import io.kindling.trainer.gradient.BatchPosition;
import io.kindling.trainer.gradient.GradientShard;
import io.kindling.trainer.gradient.GradientSource;
import io.kindling.trainer.gradient.ShardComputation;
import io.kindling.trainer.math.Backend;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.optimizer.Step;
import io.kindling.trainer.training.Update;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Trains for some iterations on Spark, and for as many with the same arithmetic on threads of this process, taking turns, so that what else the machine does strikes both. Nothing is written.
 */
public final class Benchmark {
    private static final int TURNS = 5;

    private Benchmark() {}

    /**
     * Measures.
     *
     * @param config whose data, network, batches and optimizer are measured
     * @param against another configuration to take turns with; null for none
     * @param warmUp iterations before the clock runs
     * @param iterations that are measured, in {@value #TURNS} turns
     * @param progress where lines for people go
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
                ThreadedGradientSource threads = measured.threads()) {
            Floor floor = new Floor(measured.context, measured.tasks());
            Runner alone = new Runner(measured.experiment, config, threads);
            List<Long> empty = new ArrayList<>();
            double peak = 0;
            int floats = measured.network().parameters().length()
                    + measured.network().buffers().length();
            for (int turn = 0; turn <= TURNS; turn++) {
                int each = turn == 0 ? warmUp : Math.max(1, iterations / TURNS);
                measured.run(each);
                if (other != null) {
                    other.run(each);
                }
                alone.run(each);
                // Local mode runs few jobs for many iterations: Spark's own code is warm by the jobs of the floor
                // alone.
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

    /** Iterations from any source of gradients, and how long they took. */
    private static final class Runner {
        private final GradientSource source;
        private final Update update;
        private final ModelState model;
        private final float[][] slots;
        private final double learningRate;
        private final List<Long> totals = new ArrayList<>();
        private final List<Long> applies = new ArrayList<>();
        private final List<Double> rates = new ArrayList<>();
        private long iteration;

        Runner(Experiment experiment, ExperimentConfig config, GradientSource source) {
            Network network = Network.of(experiment.task().network());
            this.source = source;
            this.update = new Update(network, config.regularizer(), experiment.optimizer());
            this.model = network.initialize(config.training().seed());
            this.slots = experiment.optimizer().initialSlots();
            this.learningRate = config.optimizer().learningRate();
        }

        void run(int iterations) {
            long examples = 0;
            long began = System.nanoTime();
            for (int i = 0; i < iterations; i++) {
                long start = System.nanoTime();
                long batches = source.batches();
                BatchPosition position = new BatchPosition((int) (iteration / batches), iteration % batches, iteration);
                GradientShard sums = source.gradient(model, position);
                long summed = System.nanoTime();
                iteration++;
                update.apply(sums, model, slots, position, new Step(iteration, learningRate));
                examples += sums.examples();
                source.release(sums);
                long end = System.nanoTime();
                totals.add(end - start);
                applies.add(end - summed);
            }
            rates.add(examples * 1e9 / (System.nanoTime() - began));
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
        private final ExperimentConfig config;
        private final Experiment experiment;
        private final TrainingData data;
        private final SparkGradientSource source;
        private final Runner runner;
        private final List<GradientTimes> times = new ArrayList<>();

        OnSpark(SparkSession session, ExperimentConfig config) {
            this.context = JavaSparkContext.fromSparkContext(session.sparkContext());
            this.config = config;
            this.experiment = new Experiment(session, config);
            experiment.requireMemory();
            this.data = experiment.preparation().prepare(session);
            this.source =
                    new SparkGradientSource(context, experiment.task(), data.train(), config.training(), times::add);
            this.runner = new Runner(experiment, config, source);
        }

        void run(int iterations) {
            runner.run(iterations);
            source.settle();
        }

        void forget() {
            runner.forget();
            times.clear();
        }

        int tasks() {
            return data.train().placement().tasksPerChunk();
        }

        Network network() {
            return Network.of(experiment.task().network());
        }

        ThreadedGradientSource threads() {
            PreparedData train = data.train();
            List<ShardBlock> chunk = new ArrayList<>();
            for (List<ShardBlock> part : train.blocks().collectPartitions(train.partitions(0))) {
                chunk.addAll(part);
            }
            return new ThreadedGradientSource(
                    new BatchGradient(
                            train.plan(),
                            config.training().seed(),
                            config.training().localDescent(network().parameters())),
                    0,
                    shard -> chunk.get(shard).block(),
                    Math.min(tasks(), Runtime.getRuntime().availableProcessors()),
                    experiment.task()::computation);
        }

        BenchmarkReport report(Runner alone, OnSpark other, double empty, double peak) {
            double total = median(runner.totals, value -> value);
            return new BenchmarkReport(
                    data.train().examples(),
                    network().parameters().length(),
                    config.training().examplesAnUpdate(),
                    data.train().plan().shards(),
                    tasks(),
                    runner.rate(),
                    alone.rate(),
                    other == null ? 0 : other.runner.rate(),
                    new BenchmarkReport.Split(
                            median(times, GradientTimes::schedule) / 1e6,
                            median(times, GradientTimes::broadcast) / 1e6,
                            median(times, GradientTimes::compute) / 1e6,
                            median(times, GradientTimes::serialise) / 1e6,
                            median(times, GradientTimes::merge) / 1e6,
                            median(runner.applies, value -> value) / 1e6,
                            total / 1e6),
                    empty / 1e6,
                    operations() / total,
                    peak / 1e9,
                    Backend.ofThisJvm().description());
        }

        /** Floating-point operations of the matrix products of a full batch. */
        private long operations() {
            ChunkPlan plan = data.train().plan();
            CountingGemm counting = new CountingGemm(Backend.ofThisJvm().gemm());
            NetworkTask task = experiment.task();
            ShardComputation computation = new ShardComputation(network(), task.loss(), task.metrics(), counting);
            int rows = plan.rows(0, 0);
            Block block = data.train().blocks().first().block();
            new BatchGradient(new ChunkPlan(rows, rows, 1, rows), 1)
                    .shard(
                            computation,
                            network().initialize(1),
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
