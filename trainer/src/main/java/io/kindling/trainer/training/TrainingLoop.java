package io.kindling.trainer.training;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.gradient.BatchPosition;
import io.kindling.trainer.gradient.GradientShard;
import io.kindling.trainer.gradient.GradientSource;
import io.kindling.trainer.metric.Metric;
import io.kindling.trainer.metric.MetricSums;
import io.kindling.trainer.network.ModelState;
import io.kindling.trainer.optimizer.Step;
import io.kindling.trainer.schedule.Schedule;
import io.kindling.trainer.schedule.ScheduleState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Epochs of iterations: gradient, update, report; after each epoch validation, schedule and early stopping. It knows neither threads nor clusters:
 * gradients come through a {@link GradientSource}, validation through an {@link Evaluator}. Everything it remembers is in the {@link TrainingState}, so
 * that a run that goes on from a copy of the state ends with the same bits.
 */
public final class TrainingLoop {
    private final GradientSource source;
    private final Update update;
    private final Schedule schedule;
    private final ScheduleUnit scheduleUnit;
    private final double baseLearningRate;
    private final Optional<Evaluator> validation;
    private final int validateEvery;
    private final Optional<EarlyStopping> earlyStopping;
    private final List<TrainingListener> listeners;

    /**
     * A loop; nothing runs yet.
     *
     * @param validation data for the metrics after epochs; early stopping needs it, a schedule that watches the loss takes that of training without it
     * @param validateEvery epochs from one validation to the next; the last epoch is validated too, but steers nothing
     */
    public TrainingLoop(
            GradientSource source,
            Update update,
            Schedule schedule,
            ScheduleUnit scheduleUnit,
            double baseLearningRate,
            Optional<Evaluator> validation,
            int validateEvery,
            Optional<EarlyStopping> earlyStopping,
            List<TrainingListener> listeners) {
        this.source = source;
        this.update = update;
        this.schedule = schedule;
        this.scheduleUnit = scheduleUnit;
        this.baseLearningRate = baseLearningRate;
        this.validation = validation;
        this.validateEvery = validateEvery;
        this.earlyStopping = earlyStopping;
        this.listeners = List.copyOf(listeners);
        if (earlyStopping.isPresent() && validation.isEmpty()) {
            throw new ConfigurationException("Invalid training.earlyStopping: " + earlyStopping.get()
                    + " (needs validation data; set data.validation)");
        }
    }

    /** The state before the first iteration of a training of {@code model}, whose arrays it works on. */
    public TrainingState start(ModelState model, float[][] slots, List<Metric> metrics, int columns) {
        return new TrainingState(
                model,
                slots,
                0,
                0,
                0,
                new MetricSums(metrics, columns),
                schedule.initialState(baseLearningRate),
                EarlyStopping.Progress.NONE);
    }

    /**
     * Trains until {@code epochs} are done in all, early stopping ends it, or somebody asks to stop.
     *
     * @param state from {@link #start} or a checkpoint; overwritten
     * @param stopRequested asked after each iteration
     */
    public Outcome run(TrainingState state, int epochs, BooleanSupplier stopRequested) {
        long batches = source.batches();
        while (state.epoch() < epochs) {
            if (stopped(state)) {
                return Outcome.STOPPED_EARLY;
            }
            long began = System.nanoTime();
            long examples = 0;
            double learningRate = learningRate(state);
            double penalty = 0;
            while (state.batch() < batches) {
                if (stopRequested.getAsBoolean()) {
                    return Outcome.INTERRUPTED;
                }
                learningRate = learningRate(state);
                IterationReport report = iterate(state, batches, learningRate);
                examples += report.examples();
                penalty = report.penalty();
                listeners.forEach(listener -> listener.onIteration(report, state));
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            finishEpoch(state, epochs, learningRate, penalty, examples, seconds);
        }
        return stopped(state) ? Outcome.STOPPED_EARLY : Outcome.COMPLETED;
    }

    /** The model that a training gives: that of the best epoch when early stopping watches, else the last. */
    public ModelState result(TrainingState state) {
        ModelState best = state.stopping().bestModel();
        return best == null ? state.model() : best;
    }

    private boolean stopped(TrainingState state) {
        return earlyStopping.isPresent() && earlyStopping.get().stops(state.stopping());
    }

    private double learningRate(TrainingState state) {
        long t = scheduleUnit == ScheduleUnit.EPOCH ? state.epoch() : state.iteration();
        return schedule.learningRate(baseLearningRate, t, state.schedule());
    }

    private IterationReport iterate(TrainingState state, long batches, double learningRate) {
        BatchPosition position = new BatchPosition(state.epoch(), state.batch(), state.iteration());
        GradientShard sums = source.gradient(state.model(), position);
        Step step = new Step(state.iteration() + 1, learningRate);
        Update.Seen seen = update.apply(sums, state.model(), state.slots(), position, step);
        state.epochSums().merge(sums.metrics());
        state.finishIteration();
        IterationReport report = new IterationReport(
                position.epoch(),
                position.batch(),
                batches,
                state.iteration(),
                sums.examples(),
                seen.loss(),
                seen.penalty(),
                learningRate,
                seen.gradientNorm());
        source.release(sums);
        return report;
    }

    private void finishEpoch(
            TrainingState state, int epochs, double learningRate, double penalty, long examples, double seconds) {
        if (state.epochSums().divisor() == 0) {
            throw new DataException("Cannot train on examples that all weigh 0: "
                    + state.epochSums().examples()
                    + " in epoch " + state.epoch()
                    + "; check data.weight, data.classWeights, and the weight and ignoreIndex of the loss");
        }
        Map<String, Double> train = new LinkedHashMap<>(state.epochSums().values());
        train.put("penalty", penalty);
        int epoch = state.epoch();
        boolean regular = (epoch + 1) % validateEvery == 0;
        boolean validates = regular || epoch + 1 == epochs;
        Map<String, Double> validated = validation
                .filter(evaluator -> validates)
                .map(evaluator -> evaluator.evaluate(state.model()).values())
                .orElse(Map.of());
        EarlyStopping.Progress stopping = state.stopping();
        if (earlyStopping.isPresent() && regular) {
            EarlyStopping rule = earlyStopping.get();
            stopping = rule.observe(
                    stopping, epoch, watched(rule, validated), direction(rule, state.epochSums()), state.model());
        }
        boolean observes = regular || validation.isEmpty();
        double observed = validated.getOrDefault("loss", train.get("loss"));
        ScheduleState watched = observes ? schedule.observe(state.schedule(), observed) : state.schedule();
        state.finishEpoch(watched, stopping);
        EpochReport report =
                new EpochReport(epoch, state.iteration(), learningRate, train, validated, examples, seconds);
        listeners.forEach(listener -> listener.onEpoch(report, state));
    }

    private static double watched(EarlyStopping rule, Map<String, Double> validated) {
        Double value = validated.get(rule.metric());
        if (value == null) {
            throw new ConfigurationException("Invalid training.earlyStopping.metric: " + rule.metric()
                    + " (validation reports " + validated.keySet() + ")");
        }
        return value;
    }

    private static EarlyStopping.Direction direction(EarlyStopping rule, MetricSums sums) {
        return sums.metrics().stream()
                        .filter(metric -> metric.name().equals(rule.metric()))
                        .anyMatch(Metric::higherIsBetter)
                ? EarlyStopping.Direction.HIGHER
                : EarlyStopping.Direction.LOWER;
    }
}
