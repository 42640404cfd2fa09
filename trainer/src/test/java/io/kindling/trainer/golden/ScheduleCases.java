package io.kindling.trainer.golden;

import com.fasterxml.jackson.databind.JsonNode;
import io.kindling.trainer.schedule.ConstantRate;
import io.kindling.trainer.schedule.CosineAnnealing;
import io.kindling.trainer.schedule.ExponentialDecay;
import io.kindling.trainer.schedule.LinearWarmup;
import io.kindling.trainer.schedule.MultiStep;
import io.kindling.trainer.schedule.OneCycle;
import io.kindling.trainer.schedule.OneCycle.AnnealStrategy;
import io.kindling.trainer.schedule.Polynomial;
import io.kindling.trainer.schedule.ReduceOnPlateau;
import io.kindling.trainer.schedule.ReduceOnPlateau.Mode;
import io.kindling.trainer.schedule.ReduceOnPlateau.ThresholdMode;
import io.kindling.trainer.schedule.Schedule;
import io.kindling.trainer.schedule.ScheduleState;
import io.kindling.trainer.schedule.StepDecay;
import io.kindling.trainer.schedule.WarmupCosine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** Learning rates over time. */
final class ScheduleCases {
    private static final double CLOSED_FORM = 1e-12;
    private static final double LIBRARY = 1e-6;
    private static final double ATOL = 1e-12;

    private ScheduleCases() {}

    static Map<String, Consumer<GoldenCase>> kinds() {
        Map<String, Consumer<GoldenCase>> kinds = new HashMap<>();
        kinds.put("constant", check(ScheduleCases::constant));
        kinds.put("step", check(ScheduleCases::step));
        kinds.put("multi_step", check(ScheduleCases::multiStep));
        kinds.put("exponential", check(ScheduleCases::exponential));
        kinds.put("cosine_annealing", check(ScheduleCases::cosineAnnealing));
        kinds.put("linear_warmup", check(ScheduleCases::linearWarmup));
        kinds.put("warmup_cosine", check(ScheduleCases::warmupCosine));
        kinds.put("polynomial", check(ScheduleCases::polynomial));
        kinds.put("one_cycle", check(ScheduleCases::oneCycle));
        kinds.put("reduce_on_plateau", check(ScheduleCases::reduceOnPlateau));
        return kinds;
    }

    private static Options options(GoldenCase golden, String... names) {
        List<String> known = new ArrayList<>(List.of(names));
        known.addAll(List.of("base_lr", "source"));
        return Options.of(golden, known.toArray(String[]::new));
    }

    private static Schedule constant(GoldenCase golden) {
        options(golden);
        return new ConstantRate();
    }

    private static Schedule step(GoldenCase golden) {
        Options options = options(golden, "step_size", "gamma");
        StepDecay defaults = new StepDecay(options.integer("step_size", 0));
        return new StepDecay(defaults.stepSize(), options.number("gamma", defaults.gamma()));
    }

    private static Schedule multiStep(GoldenCase golden) {
        Options options = options(golden, "milestones", "gamma");
        List<Integer> milestones = new ArrayList<>();
        for (JsonNode milestone : golden.attrs().get("milestones")) {
            milestones.add(milestone.asInt());
        }
        return new MultiStep(milestones, options.number("gamma", new MultiStep(milestones).gamma()));
    }

    private static Schedule exponential(GoldenCase golden) {
        return new ExponentialDecay(options(golden, "gamma").number("gamma", Double.NaN));
    }

    private static Schedule cosineAnnealing(GoldenCase golden) {
        Options options = options(golden, "t_max", "eta_min");
        CosineAnnealing defaults = new CosineAnnealing(options.integer("t_max", 0));
        return new CosineAnnealing(defaults.tMax(), options.number("eta_min", defaults.etaMin()));
    }

    private static Schedule linearWarmup(GoldenCase golden) {
        Options options = options(golden, "total_iters", "start_factor", "end_factor");
        LinearWarmup defaults = new LinearWarmup(options.integer("total_iters", 0));
        return new LinearWarmup(
                defaults.totalIterations(),
                options.number("start_factor", defaults.startFactor()),
                options.number("end_factor", defaults.endFactor()));
    }

    private static Schedule warmupCosine(GoldenCase golden) {
        Options options = options(golden, "warmup_iters", "t_max", "start_factor", "eta_min");
        WarmupCosine defaults = new WarmupCosine(options.integer("warmup_iters", -1), options.integer("t_max", 0));
        return new WarmupCosine(
                defaults.warmupIterations(),
                defaults.tMax(),
                options.number("start_factor", defaults.startFactor()),
                options.number("eta_min", defaults.etaMin()));
    }

    private static Schedule polynomial(GoldenCase golden) {
        Options options = options(golden, "total_iters", "power");
        Polynomial defaults = new Polynomial(options.integer("total_iters", 0));
        return new Polynomial(defaults.totalIterations(), options.number("power", defaults.power()));
    }

    private static Schedule oneCycle(GoldenCase golden) {
        Options options = options(
                golden, "max_lr", "total_steps", "pct_start", "div_factor", "final_div_factor", "anneal_strategy");
        OneCycle defaults = new OneCycle(options.number("max_lr", Double.NaN), options.integer("total_steps", 0));
        return new OneCycle(
                defaults.maxLearningRate(),
                defaults.totalSteps(),
                options.number("pct_start", defaults.pctStart()),
                options.number("div_factor", defaults.divFactor()),
                options.number("final_div_factor", defaults.finalDivFactor()),
                options.choice(
                        "anneal_strategy",
                        defaults.annealStrategy(),
                        Map.of("cos", AnnealStrategy.COS, "linear", AnnealStrategy.LINEAR)));
    }

    private static Schedule reduceOnPlateau(GoldenCase golden) {
        Options options = options(
                golden, "mode", "factor", "patience", "threshold", "threshold_mode", "cooldown", "min_lr", "eps");
        ReduceOnPlateau defaults = new ReduceOnPlateau();
        return new ReduceOnPlateau(
                options.choice("mode", defaults.mode(), Map.of("min", Mode.MIN, "max", Mode.MAX)),
                options.number("factor", defaults.factor()),
                options.integer("patience", defaults.patience()),
                options.number("threshold", defaults.threshold()),
                options.choice(
                        "threshold_mode",
                        defaults.thresholdMode(),
                        Map.of("rel", ThresholdMode.REL, "abs", ThresholdMode.ABS)),
                options.integer("cooldown", defaults.cooldown()),
                options.number("min_lr", defaults.minLearningRate()),
                options.number("eps", defaults.eps()));
    }

    private static Consumer<GoldenCase> check(Function<GoldenCase, Schedule> reader) {
        return golden -> {
            Schedule schedule = reader.apply(golden);
            double base = golden.attr("base_lr", Double.NaN);
            double rtol = "closed form".equals(golden.attrs().path("source").asText()) ? CLOSED_FORM : LIBRARY;
            if (golden.has("metric")) {
                checkMetric(golden, schedule, base, rtol);
            } else {
                checkTime(golden, schedule, base, rtol);
            }
        };
    }

    private static void checkTime(GoldenCase golden, Schedule schedule, double base, double rtol) {
        double[] rates = new double[golden.shape("lr")[0]];
        for (int t = 0; t < rates.length; t++) {
            rates[t] = schedule.learningRate(base, t, schedule.initialState(base));
        }
        golden.check("lr", rates, rtol, ATOL);
    }

    private static void checkMetric(GoldenCase golden, Schedule schedule, double base, double rtol) {
        float[] metric = golden.floats("metric");
        double[] rates = new double[metric.length];
        ScheduleState state = schedule.initialState(base);
        for (int t = 0; t < rates.length; t++) {
            state = schedule.observe(state, metric[t]);
            rates[t] = schedule.learningRate(base, t + 1, state);
        }
        golden.check("lr_after_metric", rates, rtol, ATOL);
    }
}
