package io.kindling.trainer.optimizer;

import io.kindling.trainer.initializer.Zeros;
import io.kindling.trainer.layout.Layout;
import io.kindling.trainer.layout.Role;
import io.kindling.trainer.layout.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** Shared fixtures of optimizer tests: every optimizer and transformation, a layout with every role, and values. */
final class Specimens {
    /** Weights, biases and a normalization of two layers. */
    static final Layout LAYOUT = Layout.of(List.of(
            slot("0.weight", Role.WEIGHT, 5, 3),
            slot("0.bias", Role.BIAS, 5),
            slot("1.weight", Role.NORMALIZATION, 5),
            slot("1.bias", Role.NORMALIZATION, 5),
            slot("2.weight", Role.WEIGHT, 2, 5),
            slot("2.bias", Role.BIAS, 2)));

    private Specimens() {}

    private static Slot slot(String name, Role role, Integer... dimensions) {
        return new Slot(name, List.of(dimensions), role, new Zeros(), 1, 1);
    }

    /** Every optimizer, with defaults and with all options. */
    static List<OptimizerSpec> optimizers() {
        return List.of(
                new Sgd(0.1),
                new Sgd(0.1, 0.9, 0.5, false, 0.01),
                new Sgd(0.1, 0.9, 0, true, 0.01),
                new Adagrad(0.5),
                new Adagrad(0.5, 0.01, 0.01, 0.1, 1e-10),
                new RmsProp(0.01),
                new RmsProp(0.01, 0.9, 1e-6, 0.9, true, 0.01),
                new Adam(0.05),
                new Adam(0.05, 0.8, 0.95, 1e-6, 0.01, true, true),
                new Adam(0.05, 0.9, 0.99, 1e-8, 0, false, false),
                new AdamW(0.05),
                new AdamW(0.05, 0.8, 0.95, 1e-6, 0.1, true, false),
                new Lars(0.05, 0.9, 5e-4, 0.5),
                new Lars(0.05, 0, 0.01, 1),
                new Lamb(0.02),
                new Lamb(0.02, 0.8, 0.95, 1e-6, 0, false));
    }

    /** Every transformation, in each of its modes. */
    static List<GradientTransformation> transformations() {
        return List.of(
                new AddWeightDecay(0.1),
                new Momentum(0.9),
                new Momentum(0.9, 0.5, false),
                new Momentum(0.9, 0, true),
                new ScaleByAdagrad(0.1, 0.2, 1e-10),
                new ScaleByAdam(0.9, 0.99, 1e-8, false, true),
                new ScaleByAdam(0.9, 0.99, 1e-8, true, false),
                new ScaleByLars(0.01, 0.1),
                new ScaleByLearningRate(),
                new ScaleByRmsProp(0.9, 1e-8, false),
                new ScaleByRmsProp(0.9, 1e-8, true),
                new ScaleByTrustRatio());
    }

    /** The records below a sealed interface, including those of sealed subinterfaces. */
    static Set<String> permitted(Class<?> choices) {
        Set<String> names = new TreeSet<>();
        for (Class<?> choice : choices.getPermittedSubclasses()) {
            if (choice.isSealed()) {
                names.addAll(permitted(choice));
            } else {
                names.add(choice.getSimpleName());
            }
        }
        return names;
    }

    /** The names of the records of some objects. */
    static Set<String> kinds(List<?> objects) {
        Set<String> names = new TreeSet<>();
        objects.forEach(object -> names.add(object.getClass().getSimpleName()));
        return names;
    }

    /** n numbers in (-1, 1), none of them 0. */
    static float[] numbers(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) (random.nextDouble(0.01, 1) * (random.nextBoolean() ? 1 : -1));
        }
        return values;
    }

    static float[][] copy(float[][] slots) {
        return Arrays.stream(slots).map(float[]::clone).toArray(float[][]::new);
    }

    /** The parameters after each step, with gradients that depend only on the step and a changing learning rate. */
    static List<float[]> train(
            Optimizer optimizer, float[][] slots, float[] parameters, int firstStep, int lastStep, double rate) {
        List<float[]> history = new ArrayList<>();
        for (int t = firstStep; t <= lastStep; t++) {
            optimizer.step(numbers(parameters.length, t), slots, parameters, new Step(t, rate / Math.sqrt(t)));
            history.add(parameters.clone());
        }
        return history;
    }
}
