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
 * The training of a spec on prepared data, with gradients and metrics computed by the executors. The only place where the engine meets Spark: command line,
 * estimators and benchmarks adapt it.
 */
public final class DistributedTraining {
    private final JavaSparkContext spark;
    private final TrainingEngine engine;
    private final ExecutionConfig execution;
    private final TrainingData data;
    private final Consumer<GradientTimes> times;

    /**
     * Binds a training; nothing runs yet.
     *
     * @param data for as many features, outputs, shards and examples per batch as the spec has
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

    /** The same, reporting where the time of each gradient goes. */
    public DistributedTraining withTimes(Consumer<GradientTimes> consumer) {
        return new DistributedTraining(spark, engine, execution, data, consumer);
    }

    /** Trains to the end, from the parameters that the seed gives. */
    public TrainingResult run() {
        return run(engine.start(engine.initialModel()), List.of(), () -> false);
    }

    /**
     * Trains from a checkpoint, or else from the given parameters.
     *
     * @param initial parameters to start from if there is no checkpoint; overwritten
     * @param listeners called after each iteration and each epoch, in this order
     * @param stopRequested asked before each iteration
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
     * @param state overwritten
     * @param listeners called after each iteration and each epoch, in this order
     * @param stopRequested asked before each iteration
     */
    public TrainingResult run(TrainingState state, List<TrainingListener> listeners, BooleanSupplier stopRequested) {
        Optional<Evaluator> validation = data.validation().map(this::evaluator);
        try (SparkGradientSource source = new SparkGradientSource(spark, engine, execution, data.train(), times)) {
            return engine.run(state, source, validation, listeners, stopRequested);
        }
    }

    /** Loss and metrics of a model on examples, by name. */
    public Map<String, Double> evaluate(ModelState model, PreparedData examples) {
        return evaluator(examples).evaluate(model).values();
    }

    private Evaluator evaluator(PreparedData examples) {
        return new SparkEvaluator(spark, NetworkTask.of(engine.spec()), examples);
    }
}
