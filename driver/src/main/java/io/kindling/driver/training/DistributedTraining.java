package io.kindling.driver.training;

import io.kindling.driver.checkpoint.Checkpoints;
import io.kindling.driver.data.PreparedData;
import io.kindling.driver.data.TrainingData;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.training.Evaluator;
import io.kindling.trainer.training.TrainingEngine;
import io.kindling.trainer.training.TrainingListener;
import io.kindling.trainer.training.TrainingResult;
import io.kindling.trainer.training.TrainingState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * Trains a spec on prepared data. Executors compute gradients and metrics. The command line, the estimators and the
 * benchmarks use this class to run the {@link TrainingEngine} on Spark.
 */
public final class DistributedTraining {
    private final JavaSparkContext spark;
    private final TrainingEngine engine;
    private final ExecutionConfig execution;
    private final TrainingData data;
    private final Consumer<GradientTimes> times;

    /**
     * Creates a training without running it.
     *
     * @param data data with the number of features, outputs, shards and examples per batch of the spec
     */
    public DistributedTraining(
            SparkSession spark, TrainingEngine engine, ExecutionConfig execution, TrainingData data) {
        this(JavaSparkContext.fromSparkContext(spark.sparkContext()), engine, execution, data, unused -> {});
    }

    private DistributedTraining(
            JavaSparkContext spark,
            TrainingEngine engine,
            ExecutionConfig execution,
            TrainingData data,
            Consumer<GradientTimes> times) {
        this.spark = spark;
        this.engine = engine;
        this.execution = execution;
        this.data = data;
        this.times = times;
    }

    /** Returns a copy that reports the times of each gradient. */
    public DistributedTraining withTimes(Consumer<GradientTimes> consumer) {
        return new DistributedTraining(spark, engine, execution, data, consumer);
    }

    /** Trains all epochs from the initial parameters of the seed. */
    public TrainingResult run() {
        return run(engine.start(engine.initialModel()), List.of(), () -> false);
    }

    /**
     * Trains from the resumed checkpoint, or else from the given parameters.
     *
     * @param initial initial parameters, ignored if a checkpoint is resumed; overwritten
     * @param listeners called after each iteration and epoch, in this order
     * @param stopRequested checked before each iteration
     */
    public TrainingResult run(
            ModelState initial,
            Checkpoints checkpoints,
            List<TrainingListener> listeners,
            BooleanSupplier stopRequested) {
        return run(checkpoints.resumed().orElseGet(() -> engine.start(initial)), listeners, stopRequested);
    }

    /**
     * Trains from a state.
     *
     * @param state state to train from; overwritten
     * @param listeners called after each iteration and epoch, in this order
     * @param stopRequested checked before each iteration
     */
    public TrainingResult run(TrainingState state, List<TrainingListener> listeners, BooleanSupplier stopRequested) {
        Optional<Evaluator> validation = data.validation().map(this::evaluator);
        try (SparkGradientSource source = new SparkGradientSource(spark, engine, execution, data.train(), times)) {
            return engine.run(state, source, validation, listeners, stopRequested);
        }
    }

    /** Returns the loss and metrics of a model on examples, by name. */
    public Map<String, Double> evaluate(ModelState model, PreparedData examples) {
        return evaluator(examples).evaluate(model).values();
    }

    private Evaluator evaluator(PreparedData examples) {
        return new SparkEvaluator(spark, NetworkTask.of(engine.spec()), examples);
    }
}
