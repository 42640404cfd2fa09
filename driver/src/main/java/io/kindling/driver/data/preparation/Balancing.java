package io.kindling.driver.data.preparation;

import io.kindling.driver.data.DataConfig;
import io.kindling.driver.data.sample.Oversampled;
import io.kindling.driver.data.sample.Selection;
import io.kindling.driver.data.sample.Survey;
import io.kindling.driver.data.sample.Training;
import io.kindling.driver.data.weighting.NoWeights;
import io.kindling.trainer.error.ConfigurationException;
import io.kindling.trainer.loss.Task;
import java.util.Arrays;
import java.util.List;

/** Balances classes of unequal size by copies of examples of rare classes and by class weights. */
final class Balancing {
    private final List<Double> copies;
    private final float[] classWeights;

    private Balancing(List<Double> copies, float[] classWeights) {
        this.copies = copies;
        this.classWeights = classWeights;
    }

    /**
     * Returns the balancing of a configuration.
     *
     * @throws ConfigurationException if balancing is configured and a target is not a class
     */
    static Balancing of(DataConfig config, Survey survey, Task task) {
        long[] classCounts = survey.classCounts();
        boolean balances =
                config.balance().oversampling() != 0 || !(config.balance().classWeights() instanceof NoWeights);
        long others = survey.selected() - Arrays.stream(classCounts).sum();
        if (balances && task == Task.BINARY && classCounts.length > 0 && others > 0) {
            throw new ConfigurationException("Invalid "
                    + (config.balance().oversampling() != 0 ? "data.oversampling" : "data.classWeights") + ": " + others
                    + " targets are neither 0 nor 1 (balancing needs classes; leave it out for probabilities)");
        }
        List<Double> copies = copies(config.balance().oversampling(), classCounts);
        double[] counts = new double[classCounts.length];
        for (int c = 0; c < counts.length; c++) {
            counts[c] = classCounts[c] * (copies.isEmpty() ? 1 : copies.get(c));
        }
        return new Balancing(copies, config.balance().classWeights().factors(counts));
    }

    private static List<Double> copies(double oversampling, long[] classCounts) {
        if (oversampling == 0) {
            return List.of();
        }
        if (classCounts.length == 0) {
            throw new ConfigurationException(
                    "Invalid data.oversampling: " + oversampling + " (the targets of this loss are not classes)");
        }
        double target = oversampling * Arrays.stream(classCounts).max().orElse(0);
        return Arrays.stream(classCounts)
                .mapToObj(count -> count == 0 ? 1.0 : Math.max(1, target / count))
                .toList();
    }

    /** Returns the training examples with their copies. */
    Selection selection(Training training, long seed) {
        return copies.isEmpty() ? training : new Oversampled(training, copies, seed);
    }

    /** Returns one factor per class; null if all factors are 1. */
    float[] classWeights() {
        return classWeights;
    }
}
