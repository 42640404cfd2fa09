package io.kindling.trainer.golden;

import io.kindling.trainer.initializer.Zeros;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Role;
import io.kindling.trainer.layout.Slot;
import io.kindling.trainer.optimizer.Adagrad;
import io.kindling.trainer.optimizer.Adam;
import io.kindling.trainer.optimizer.AdamW;
import io.kindling.trainer.optimizer.Optimizer;
import io.kindling.trainer.optimizer.OptimizerSpec;
import io.kindling.trainer.optimizer.RmsProp;
import io.kindling.trainer.optimizer.Sgd;
import io.kindling.trainer.optimizer.Step;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** Optimizers: steps along recorded gradients. */
final class OptimizerCases {
    private static final double RTOL = 1e-5;
    private static final double ATOL = 1e-6;

    private static final Map<String, Function<GoldenCase, OptimizerSpec>> SPECS = Map.of(
            "sgd", OptimizerCases::sgd,
            "adagrad", OptimizerCases::adagrad,
            "rmsprop", OptimizerCases::rmsProp,
            "adam", OptimizerCases::adam,
            "adamw", OptimizerCases::adamW);

    private OptimizerCases() {}

    static Map<String, Consumer<GoldenCase>> kinds() {
        Map<String, Consumer<GoldenCase>> kinds = new HashMap<>();
        SPECS.forEach((kind, spec) -> kinds.put(kind, golden -> check(golden, spec.apply(golden))));
        return kinds;
    }

    /** The optimizer of that name, with the options of a case. */
    static OptimizerSpec named(String name, GoldenCase golden) {
        if (!SPECS.containsKey(name)) {
            throw new AssertionError("Unknown optimizer: " + name);
        }
        return SPECS.get(name).apply(golden);
    }

    /** The optimizer that the options of a case describe; missing options have their defaults. */
    static OptimizerSpec sgd(GoldenCase golden) {
        Options options = Options.of(golden, "lr", "momentum", "dampening", "nesterov", "weight_decay");
        Sgd defaults = new Sgd();
        return new Sgd(
                options.number("lr", defaults.learningRate()),
                options.number("momentum", defaults.momentum()),
                options.number("dampening", defaults.dampening()),
                options.flag("nesterov", defaults.nesterov()),
                options.number("weight_decay", defaults.weightDecay()));
    }

    static OptimizerSpec adagrad(GoldenCase golden) {
        Options options = Options.of(golden, "lr", "lr_decay", "weight_decay", "initial_accumulator_value", "eps");
        Adagrad defaults = new Adagrad();
        return new Adagrad(
                options.number("lr", defaults.learningRate()),
                options.number("lr_decay", defaults.lrDecay()),
                options.number("weight_decay", defaults.weightDecay()),
                options.number("initial_accumulator_value", defaults.initialAccumulatorValue()),
                options.number("eps", defaults.eps()));
    }

    static OptimizerSpec rmsProp(GoldenCase golden) {
        Options options = Options.of(golden, "lr", "alpha", "eps", "momentum", "centered", "weight_decay");
        RmsProp defaults = new RmsProp();
        return new RmsProp(
                options.number("lr", defaults.learningRate()),
                options.number("alpha", defaults.alpha()),
                options.number("eps", defaults.eps()),
                options.number("momentum", defaults.momentum()),
                options.flag("centered", defaults.centered()),
                options.number("weight_decay", defaults.weightDecay()));
    }

    static OptimizerSpec adam(GoldenCase golden) {
        Options options = Options.of(golden, "lr", "beta1", "beta2", "eps", "weight_decay", "amsgrad");
        Adam defaults = new Adam();
        return new Adam(
                options.number("lr", defaults.learningRate()),
                options.number("beta1", defaults.beta1()),
                options.number("beta2", defaults.beta2()),
                options.number("eps", defaults.eps()),
                options.number("weight_decay", defaults.weightDecay()),
                options.flag("amsgrad", defaults.amsgrad()),
                defaults.biasCorrection());
    }

    static OptimizerSpec adamW(GoldenCase golden) {
        Options options = Options.of(golden, "lr", "beta1", "beta2", "eps", "weight_decay", "amsgrad");
        AdamW defaults = new AdamW();
        return new AdamW(
                options.number("lr", defaults.learningRate()),
                options.number("beta1", defaults.beta1()),
                options.number("beta2", defaults.beta2()),
                options.number("eps", defaults.eps()),
                options.number("weight_decay", defaults.weightDecay()),
                options.flag("amsgrad", defaults.amsgrad()),
                defaults.biasCorrection());
    }

    private static void check(GoldenCase golden, OptimizerSpec spec) {
        float[] parameters = golden.floats("params_before");
        float[] gradients = golden.floats("grads");
        int n = parameters.length;
        int steps = golden.shape("grads")[0];
        float[] rates = golden.has("lr_per_step") ? golden.floats("lr_per_step") : null;
        Layout layout = Layout.of(List.of(new Slot("0.weight", List.of(n), Role.WEIGHT, new Zeros(), n, 1)));
        Optimizer optimizer = new Optimizer(spec, layout);
        float[][] slots = optimizer.initialSlots();
        float[] after = new float[steps * n];
        for (int t = 0; t < steps; t++) {
            float[] gradient = Arrays.copyOfRange(gradients, t * n, (t + 1) * n);
            double rate = rates == null ? spec.learningRate() : rates[t];
            optimizer.step(gradient, slots, parameters, new Step(t + 1, rate));
            System.arraycopy(parameters, 0, after, t * n, n);
        }
        golden.check("params_after_step", after, RTOL, ATOL + 3 * golden.noise("params_after_step"));
    }
}
