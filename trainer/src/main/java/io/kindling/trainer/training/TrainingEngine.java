package io.kindling.trainer.training;

import io.kindling.trainer.data.ChunkPlan;
import io.kindling.trainer.gradient.ArrayPool;
import io.kindling.trainer.gradient.BatchGradient;
import io.kindling.trainer.gradient.BatchPosition;
import io.kindling.trainer.gradient.GradientSource;
import io.kindling.trainer.gradient.ShardComputation;
import io.kindling.trainer.math.Backend;
import io.kindling.trainer.metric.MetricSums;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.network.Network;
import io.kindling.trainer.optimizer.Optimizer;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Trains a {@link TrainingSpec}: binds it to a network and an optimizer, and runs the loop over epochs. A
 * {@link GradientSource} supplies gradients and an {@link Evaluator} validation results, from this process or from a
 * cluster. An engine is stateless and can run several trainings.
 */
public final class TrainingEngine {
    private final TrainingSpec spec;
    private final Network network;
    private final Optimizer optimizer;

    /**
     * Binds a spec. Allocates no array of the size of the parameters.
     *
     * @throws io.kindling.trainer.error.ConfigurationException if its parts are incompatible
     */
    public TrainingEngine(TrainingSpec spec) {
        TrainingConfig training = spec.training();
        this.spec = spec;
        this.network = Network.of(spec.network());
        this.optimizer =
                new Optimizer(spec.optimizer(), training.parameterGroups(), training.clipping(), network.parameters());
    }

    public TrainingSpec spec() {
        return spec;
    }

    public Network network() {
        return network;
    }

    public Optimizer optimizer() {
        return optimizer;
    }

    /** The update that applies the merged gradient of a batch. */
    public Update update() {
        return new Update(network, spec.regularizer(), optimizer);
    }

    /** The shard gradients of examples divided by {@code plan}. */
    public BatchGradient gradient(ChunkPlan plan) {
        TrainingConfig training = spec.training();
        return new BatchGradient(plan, training.seed(), training.localDescent(network.parameters()));
    }

    /** A gradient and metric computation for one thread, with the matrix backend of this JVM. */
    public ShardComputation computation() {
        return computation(new ArrayPool(network.parameters().length()));
    }

    /** Like {@link #computation()}, with gradient arrays from a pool shared by several threads. */
    public ShardComputation computation(ArrayPool gradients) {
        return new ShardComputation(
                network, spec.loss(), spec.metrics(), Backend.ofThisJvm().gemm(), gradients);
    }

    /** Initial parameters and buffers, drawn from the seed. */
    public ModelState initialModel() {
        return network.initialize(spec.training().seed());
    }

    /**
     * The state before the first iteration.
     *
     * @param initial initial model; kept, and overwritten by training
     */
    public TrainingState start(ModelState initial) {
        return new TrainingState(
                initial,
                optimizer.initialSlots(),
                new BatchPosition(0, 0, 0),
                new MetricSums(spec.metrics(), network.output().size()),
                spec.schedule().initialState(spec.optimizer().learningRate()),
                EarlyStopping.Progress.NONE);
    }

    /**
     * Trains until all epochs are complete, early stopping applies, or a stop is requested.
     *
     * @param state state from {@link #start} or a checkpoint; overwritten
     * @param validation evaluator on the validation examples; required by early stopping. Without it, a schedule that
     *     watches the loss uses the training loss
     * @param listeners called in the calling thread, in this order
     * @param stopRequested checked before each iteration
     * @throws io.kindling.trainer.error.DivergenceException if a loss, gradient or parameter is not finite
     */
    public TrainingResult run(
            TrainingState state,
            GradientSource source,
            Optional<Evaluator> validation,
            List<TrainingListener> listeners,
            BooleanSupplier stopRequested) {
        TrainingLoop loop = new TrainingLoop(this, source, validation, listeners);
        return new TrainingResult(loop.run(state, stopRequested), state);
    }
}
