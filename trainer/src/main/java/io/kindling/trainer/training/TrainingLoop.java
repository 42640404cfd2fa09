package io.kindling.trainer.training;

import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.error.DataException;
import io.kindling.trainer.gradient.BatchPosition;
import io.kindling.trainer.gradient.GradientShard;
import io.kindling.trainer.gradient.GradientSource;
import io.kindling.trainer.metric.Metric;
import io.kindling.trainer.metric.MetricSums;
import io.kindling.trainer.optimizer.Step;
import io.kindling.trainer.schedule.Schedule;
import io.kindling.trainer.schedule.ScheduleState;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Runs the epochs of one training. An iteration computes a gradient, updates the parameters and calls the listeners. An
 * epoch ends with validation, schedule and early stopping. {@link TrainingState} holds the complete state of the loop,
 * so a run resumed from a copy of it ends with the same bits.
 */
final class TrainingLoop {
    private final GradientSource source;
    private final Update update;
    private final TrainingConfig config;
    private final Schedule schedule;
    private final double baseLearningRate;
    private final Optional<Evaluator> validation;
    private final Optional<EarlyStopping> earlyStopping;
    private final List<TrainingListener> listeners;

    TrainingLoop(
            TrainingEngine engine,
            GradientSource source,
            Optional<Evaluator> validation,
            List<TrainingListener> listeners) {
        this.source = source;
        this.update = engine.update();
        this.config = engine.spec().training();
        this.schedule = engine.spec().schedule();
        this.baseLearningRate = engine.spec().optimizer().learningRate();
        this.validation = validation;
        this.earlyStopping = Optional.ofNullable(config.validation().earlyStopping());
        this.listeners = List.copyOf(listeners);
        if (earlyStopping.isPresent() && validation.isEmpty()) {
            throw new ConfigurationException("Invalid training.earlyStopping: " + earlyStopping.get()
                    + " (requires validation data; set data.validation)");
        }
    }

    Outcome run(TrainingState state, BooleanSupplier stopRequested) {
        long batches = source.batches();
        while (state.epoch() < config.epochs()) {
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
            finishEpoch(state, learningRate, penalty, examples, seconds);
        }
        return stopped(state) ? Outcome.STOPPED_EARLY : Outcome.COMPLETED;
    }

    private boolean stopped(TrainingState state) {
        return earlyStopping.isPresent() && earlyStopping.get().stops(state.stopping());
    }

    private double learningRate(TrainingState state) {
        long t = config.scheduleUnit() == ScheduleUnit.EPOCH ? state.epoch() : state.iteration();
        return schedule.learningRate(baseLearningRate, t, state.schedule());
    }

    private IterationReport iterate(TrainingState state, long batches, double learningRate) {
        BatchPosition position = new BatchPosition(state.epoch(), state.batch(), state.iteration());
        GradientShard sums = source.gradient(state.model(), position);
        Step step = new Step(state.iteration() + 1, learningRate);
        UpdateStats stats = update.apply(sums, state.model(), state.slots(), position, step);
        state.epochSums().merge(sums.metrics());
        state.finishIteration();
        IterationReport report = new IterationReport(
                position.epoch(), position.batch(), batches, state.iteration(), sums.examples(), learningRate, stats);
        source.release(sums);
        return report;
    }

    private void finishEpoch(TrainingState state, double learningRate, double penalty, long examples, double seconds) {
        if (state.epochSums().divisor() == 0) {
            throw new DataException("Cannot train on examples with a total weight of 0: "
                    + state.epochSums().examples()
                    + " in epoch " + state.epoch()
                    + "; check data.weight, data.classWeights, and the weight and ignoreIndex of the loss");
        }
        Map<String, Double> train = new LinkedHashMap<>(state.epochSums().values());
        train.put("penalty", penalty);
        int epoch = state.epoch();
        boolean regular = (epoch + 1) % config.validation().validateEvery() == 0;
        boolean validates = regular || epoch + 1 == config.epochs();
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
